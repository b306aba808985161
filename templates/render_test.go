package templates

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
)

// drawn draws one field.
func drawn(t *testing.T, f Field) *goquery.Document {
	t.Helper()
	var out strings.Builder
	require.NoError(t, pages()["home/menu"].ExecuteTemplate(&out, "field", f))
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(out.String()))
	require.NoError(t, err)
	return doc
}

func form(values url.Values, faults map[string]string) Page {
	return Page{Lang: locales.English, Form: &Form{Values: values, Faults: faults}}
}

func TestFieldComesBackWithWhatWasTypedAndWhatIsWrong(t *testing.T) {
	p := form(url.Values{"contact.name": {`<b>"x"`}}, map[string]string{"contact.name": "is wrong"})
	doc := drawn(t, p.Field("contact.name", "Name").Need().Max(40).Hint("As on the card"))
	in := doc.Find("input")
	assert.Equal(t, `<b>"x"`, in.AttrOr("value", ""))
	assert.Equal(t, "true", in.AttrOr("aria-invalid", ""))
	assert.Equal(t, "f-contact-name-hint f-contact-name-fault", in.AttrOr("aria-describedby", ""))
	assert.Equal(t, "f-contact-name", doc.Find("label").AttrOr("for", ""))
	assert.Equal(t, "is wrong", doc.Find("#f-contact-name-fault").Text())
	assert.Equal(t, "As on the card", doc.Find("#f-contact-name-hint").Text())
	_, required := in.Attr("required")
	assert.True(t, required)
	assert.Equal(t, "40", in.AttrOr("maxlength", ""))
}

func TestChoicesKeepWhatWasChosen(t *testing.T) {
	options := []Option{{Value: "a", Text: "A", Group: "One"}, {Value: "b", Text: "B", Group: "Two"}, {Value: "c", Text: "C", Group: "One"}}
	p := form(url.Values{"x": {"b", "c"}}, nil)
	list := drawn(t, p.Field("x", "X").Select(options))
	assert.Equal(t, 2, list.Find("optgroup").Length())
	assert.Equal(t, 2, list.Find("option[selected]").Length())
	for _, f := range []Field{p.Field("x", "X").Radio(options), p.Field("x", "X").Checks(options)} {
		doc := drawn(t, f)
		assert.Equal(t, 3, doc.Find("fieldset legend ~ .choices input").Length())
		assert.Equal(t, 2, doc.Find("input[checked]").Length())
	}
	assert.Equal(t, "a", drawn(t, Page{}.Field("x", "X").Select(options).Default("a")).Find("option[selected]").AttrOr("value", ""))
	assert.Equal(t, 1, drawn(t, form(url.Values{"x": {"true"}}, nil).Field("x", "X").Check()).Find("input[checked]").Length())
	assert.Equal(t, "hidden", drawn(t, p.Field("x", "X").As("hidden")).Find("input").AttrOr("type", ""))
}

func TestUnknownPageIsAnErrorAndNamesAreKnown(t *testing.T) {
	_, err := Render("no/page", Page{})
	require.Error(t, err)
	assert.Contains(t, Names(), "account/login")
}

func TestBrokenPageGoesOutNotAtAll(t *testing.T) {
	body, err := Render("account/login", struct{ Page }{}) // lacks Next
	require.Error(t, err)
	assert.Empty(t, body)
}

func TestPagerLeadsOnAndBack(t *testing.T) {
	p := Page{Lang: locales.English, Here: "/needs?q=x"}
	assert.Equal(t, Leaf{Label: "Pages", FirstText: "Back to the beginning", NextText: "Next"}, p.Pager(""))
	assert.Equal(t, "/needs?cursor=c&q=x", p.Pager("c").Next)
	p.Here = "/needs?q=x&cursor=c"
	assert.Equal(t, "/needs?q=x", p.Pager("").First)
}

func TestEveryToneHasAShapeAndEveryIconIsDrawn(t *testing.T) {
	for status, tone := range tones {
		assert.Contains(t, signs, tone, status)
	}
	for _, name := range signs {
		assert.Contains(t, strokes, name)
	}
}
