package models_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

const monday models.Date = "2026-03-02"

func faults(t *testing.T, draft any) map[string]string {
	t.Helper()
	err := models.Check(draft, monday)
	if err == nil {
		return nil
	}
	require.Equal(t, models.KindInvalid, models.KindOf(err))
	out := map[string]string{}
	e, ok := err.(*models.Error) //nolint:errorlint // Check returns the plain type
	require.True(t, ok)
	for _, f := range e.Fields {
		assert.NotContains(t, out, f.Field, "one fault a field")
		out[f.Field] = f.Code
	}
	return out
}

func TestCheckTellsAllFaultsWithTheFieldsOfTheJSON(t *testing.T) {
	assert.Equal(t, map[string]string{
		"name": "required", "uscc": "uscc_length", "kind": "supplier_kind", "contact.name": "text_too_long", "contact.phone": "phone_format",
		"user.username": "username", "user.password": "min_length", "licences[0].kind": "oneof", "licences[0].number": "required", "licences[0].valid_to": "date",
		"region_code": "region_length", "county_code": "region_length", "id": "client_id",
	}, faults(t, models.SupplierDraft{
		ID: "x", CountyCode: "3301", Name: "\u3000\t", USCC: "123", Kind: "club", RegionCode: "12345",
		Contact: models.ContactDraft{Name: strings.Repeat("长", 41), Phone: "123"}, User: models.LoginDraft{Username: "Ab", Password: "short"},
		Licences: []models.Licence{{Kind: "flying", ValidTo: "2026-02-30"}},
	}))
}

func TestCheckPassesWhatIsRight(t *testing.T) {
	five := 5
	require.NoError(t, models.Check(models.Confirmation{Satisfaction: &five, Note: "很好\r\n谢谢"}, monday))
	require.NoError(t, models.Check(models.NeedPatch{}, monday), "a patch of nothing")
	require.NoError(t, models.Check(models.ConsentDraft{PersonID: "018f4a3e-0000-7000-8000-000000000001", Kind: models.ConsentShare, Categories: []string{"A", "B01"},
		TextVersion: "1", GivenBy: "self", GivenOn: monday}, monday))
}

func TestCheckOfSingleFields(t *testing.T) {
	blank, bad, six, minus := " ", "a\u202eb", 6, int64(-1)
	for name, c := range map[string]struct {
		draft any
		want  map[string]string
	}{
		"a patch to a blank title":    {models.NeedPatch{Title: &blank}, map[string]string{"title": "required"}},
		"a patch to no title":         {models.OfferPatch{Title: new(string)}, map[string]string{"title": "required"}},
		"text that reorders":          {models.NeedPatch{Title: &bad}, map[string]string{"title": "text_control"}},
		"too content":                 {models.Confirmation{Satisfaction: &six}, map[string]string{"satisfaction": "max"}},
		"a NUL in an optional text":   {models.Confirmation{Note: "a\x00"}, map[string]string{"note": "text_control"}},
		"bytes that are no text":      {models.Closing{Reason: "\xff\xfe"}, map[string]string{"reason": "text_utf8"}},
		"an unknown closing code":     {models.Closing{ResolutionCode: "R5"}, map[string]string{"resolution_code": "resolution"}},
		"an unknown decline code":     {models.Answer{DeclineCode: "D8"}, map[string]string{"decline_code": "decline"}},
		"a negative quantity":         {models.Answer{Quantity: &minus}, map[string]string{"quantity": "min"}},
		"a consent given tomorrow":    {models.ConsentDraft{PersonID: "018f4a3e-0000-7000-8000-000000000001", Kind: "sms", TextVersion: "1", GivenBy: "self", GivenOn: "2026-03-03"}, map[string]string{"given_on": "past_date"}},
		"an id in capitals":           {models.Invitation{OfferID: "018F4A3E-0000-7000-8000-000000000001"}, map[string]string{"offer_id": "uuid"}},
		"a category that is none":     {models.ConsentDraft{PersonID: "018f4a3e-0000-7000-8000-000000000001", Kind: "sms", TextVersion: "1", GivenBy: "self", Categories: []string{"Z"}}, map[string]string{"categories[0]": "category_or_group"}},
		"no regions":                  {models.OfferPatch{Regions: &[]string{}}, map[string]string{"regions": "min_items"}},
		"a person without number":     {models.PersonDraft{Name: "甲", Relation: "head"}, map[string]string{"no_number_reason": "required", "birth_date": "required"}},
		"a person born in the future": {models.PersonDraft{Name: "甲", Relation: "head", NoNumberWhy: "未登记", BirthDate: "2026-03-03"}, map[string]string{"birth_date": "past_date"}},
	} {
		assert.Equal(t, c.want, faults(t, c.draft), name)
	}
}
