package notices

import (
	"context"
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

// Preferences is what an account has chosen: where it is reached, and what is sent of each kind that may come to it. EmailOpen and SMSOpen tell
// whether anything can be sent that way at all.
type Preferences struct {
	models.NoticeAddress
	Choices            []models.KindChoice
	EmailOpen, SMSOpen bool
}

// Preferences shows what the actor has chosen, and what is usual where nothing was.
func (d *Desk) Preferences(ctx context.Context, by models.Actor) (*Preferences, error) {
	if _, err := mine(by); err != nil {
		return nil, err
	}
	known, err := d.Store.NoticeAddresses(ctx, by.CountyCode, by.AccountID)
	if err != nil {
		return nil, err
	}
	chosen, err := d.Store.NoticePreferences(ctx, by.CountyCode, by.AccountID)
	if err != nil {
		return nil, err
	}
	out := &Preferences{NoticeAddress: known[by.AccountID], EmailOpen: d.Email != nil, SMSOpen: d.SMS != nil}
	for _, kind := range models.NoticeKindsFor(by.Role) {
		c := models.KindChoice{Kind: kind}
		c.Email, c.SMS = wanted(chosen[by.AccountID], kind)
		out.Choices = append(out.Choices, c)
	}
	return out, nil
}

// SetPreferences takes down what the actor chooses, in the place of what was chosen before. Another address or phone takes the password of the account:
// whoever sits down at a screen that was left open cannot turn the account's messages, and the links in them, to themselves. Errors: Invalid; TooMany.
func (d *Desk) SetPreferences(ctx context.Context, by models.Actor, in models.PreferenceDraft) (*Preferences, error) {
	if _, err := mine(by); err != nil {
		return nil, err
	}
	in.Email = strings.TrimSpace(in.Email)
	if err := models.Check(in, models.DateOf(d.Store.Now())); err != nil {
		return nil, err
	}
	phone, _ := models.ParsePhone(in.Phone)
	if phone != "" && !models.IsMobile(phone) {
		return nil, models.InvalidField("phone", "phone_mobile")
	}
	rows, err := choices(by, in.Kinds)
	if err != nil {
		return nil, err
	}
	at := store.Key{County: by.CountyCode, ID: by.AccountID}
	if err := d.proveMove(ctx, by, in, phone); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		if _, err := s.Account(ctx, at); err != nil {
			return err
		}
		address := &models.NoticeAddress{CountyCode: by.CountyCode, AccountID: by.AccountID, Email: in.Email, Phone: phone, Lang: in.Lang}
		if err := s.PutNoticeAddress(ctx, address); err != nil {
			return err
		}
		s.Record(models.Event{CountyCode: by.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "account", ObjectID: by.AccountID, Step: "choose_notices",
			SupplierID: by.SupplierID, Data: map[string]string{"email": said(in.Email), "phone": said(phone)}})
		return s.SetNoticePreferences(ctx, at, rows)
	})
	if err != nil {
		return nil, err
	}
	return d.Preferences(ctx, by)
}

// proveMove asks for the password where messages are to go elsewhere.
func (d *Desk) proveMove(ctx context.Context, by models.Actor, in models.PreferenceDraft, phone string) error {
	known, err := d.Store.NoticeAddresses(ctx, by.CountyCode, by.AccountID)
	if was := known[by.AccountID]; err != nil || was.Email == in.Email && was.Phone == phone {
		return err
	}
	return d.Prove(ctx, by, in.Password)
}

// said tells that there is an address, without telling it.
func said(address string) string {
	if address == "" {
		return "none"
	}
	return "given"
}

func choices(by models.Actor, list []models.KindChoice) ([]models.NoticePreference, error) {
	may := models.NoticeKindsFor(by.Role)
	seen := map[models.NoticeKind]bool{}
	var out []models.NoticePreference
	for _, c := range list {
		switch {
		case !slices.Contains(may, c.Kind):
			return nil, models.InvalidField("kinds", "notice_kind")
		case seen[c.Kind]:
			return nil, models.InvalidField("kinds", "twice")
		}
		seen[c.Kind] = true
		out = append(out, models.NoticePreference{CountyCode: by.CountyCode, AccountID: by.AccountID, Kind: c.Kind, Email: c.Email, SMS: c.SMS})
	}
	return out, nil
}
