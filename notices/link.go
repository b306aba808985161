package notices

import (
	"context"
	"crypto/rand"
	"io"

	"zhulian/models"
	"zhulian/store"
)

// link makes the link by which the account that a mail goes to may answer the invitation, and returns its token. Of the most sensitive needs,
// which go by named referral only, and where the portal's address is not known, there is none. Every attempt has a token of its own: the one before
// certainly went nowhere.
func (d *Desk) link(ctx context.Context, s *store.Store, r *models.Delivery, p posting) (string, error) {
	if p.match == nil || r.Channel != models.ChannelEmail || d.BaseURL == "" || r.Args["category"] == "" {
		return "", nil
	}
	source := d.Secret
	if source == nil {
		source = rand.Reader
	}
	secret := make([]byte, models.TokenBytes)
	if _, err := io.ReadFull(source, secret); err != nil {
		return "", err
	}
	token := models.NewAnswerToken(r.CountyCode, secret)
	row := &models.AnswerLink{
		CountyCode: r.CountyCode, ID: models.NewID(s.Now()), TokenHash: token.Hash(), MatchID: p.match.ID, AccountID: r.AccountID,
		ExpiresAt: *p.match.RespondBy, CreatedAt: s.Now(),
	}
	if err := s.InsertAnswerLink(ctx, row); err != nil {
		return "", err
	}
	s.Record(models.Event{
		CountyCode: r.CountyCode, ActorRole: models.RoleSystem, Noun: "answer_link", ObjectID: row.ID, Step: "make", RegionCode: p.match.RegionCode,
		SupplierID: p.match.SupplierID, Data: map[string]string{"match_id": p.match.ID, "account_id": r.AccountID},
	})
	return string(token), nil
}
