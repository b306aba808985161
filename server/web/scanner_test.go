package web_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/exchange"
	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
)

// judge is a scanner that says what it is told to.
type judge struct {
	found string
	err   error
	asked int
}

func (j *judge) scan(context.Context, []byte) (string, error) {
	j.asked++
	return j.found, j.err
}

// scannedBy has every desk ask a scanner.
func scannedBy(s *pagetest.Site) *judge {
	j := &judge{}
	s.Web.Casework.Scan, s.Web.Outreach.Scan, s.Web.Entitlement.Scan, s.Web.Exchange.Scan = j.scan, j.scan, j.scan, j.scan
	return j
}

// uploading are the verbs that keep what somebody uploads.
func uploading(s *pagetest.Site, content []byte) map[string]func(context.Context) error {
	now, giver := s.Store.Now(), s.Supplier()
	given := models.FulfilmentDraft{Quantity: 1, OccurredAt: &now}
	none, w := s.ID(), s.Web
	home := s.Household()
	need := models.NeedDraft{HouseholdID: home.ID, Category: "A01", Title: "助餐", Unit: "份", Urgency: models.UrgencyNormal, Draft: true}
	return map[string]func(context.Context) error{
		"SubmitNeedShown": func(ctx context.Context) error {
			_, err := w.Casework.SubmitNeedShown(ctx, s.Aide, need, casework.Picture{Content: content})
			return err
		},
		"ShowNeed": func(ctx context.Context) error {
			_, err := w.Casework.ShowNeed(ctx, s.Aide, none, casework.Picture{Content: content})
			return err
		},
		"RecordFulfilment": func(ctx context.Context) error {
			_, err := w.Casework.RecordFulfilment(ctx, giver.Admin, none, given, content)
			return err
		},
		"FinishFulfilment": func(ctx context.Context) error {
			_, err := w.Casework.FinishFulfilment(ctx, giver.Admin, none, given, content)
			return err
		},
		"AttachProof": func(ctx context.Context) error {
			_, err := w.Casework.AttachProof(ctx, giver.Admin, none, content)
			return err
		},
		"ApplySupplier": func(ctx context.Context) error {
			_, err := w.Casework.ApplySupplier(ctx, s.Application(), casework.Paper{Kind: models.PaperRegistration, Field: "scan", Content: content})
			return err
		},
		"AddVisitPhoto": func(ctx context.Context) error {
			_, err := w.Outreach.AddVisitPhoto(ctx, s.Aide, none, "", content)
			return err
		},
		"ReceiveBatch": func(ctx context.Context) error {
			_, err := w.Outreach.ReceiveBatch(ctx, s.Staff, outreach.Upload{Feed: "medical", FileName: "l.csv", Content: content})
			return err
		},
		"SayEvent": func(ctx context.Context) error {
			return w.Entitlement.SayEvent(ctx, "x", models.ResidentEvent{}, [][]byte{content})
		},
		"DeliverList": func(ctx context.Context) error {
			_, err := w.Entitlement.DeliverList(ctx, s.Aide, none, models.ListStep{Channel: models.ListFaceToFace, Slip: content})
			return err
		},
		"ImportLater": func(ctx context.Context) error {
			_, err := w.Exchange.ImportLater(ctx, s.Staff, exchange.Order{Kind: "suppliers", File: "l.csv", Content: content})
			return err
		},
	}
}

// taking are the routes that take uploads, each with the verb that keeps them.
var taking = map[string]string{
	"POST /needs": "SubmitNeedShown", "POST /matches/:id/fulfilments": "RecordFulfilment", "POST /tasks/:id/finish": "FinishFulfilment",
	"POST /tasks/:id/proofs": "AttachProof", "POST /apply": "ApplySupplier", "POST /visits/:id/photos": "AddVisitPhoto", "POST /batches": "ReceiveBatch",
	"POST /relief/form/:pass/event": "SayEvent", "POST /happiness/:id/deliver": "DeliverList", "POST /lists/import": "ImportLater",
	"API POST /needs/:id/pictures": "ShowNeed", "API POST /fulfilments/:id/proofs": "AttachProof", "API POST /visits/:id/photos": "AddVisitPhoto",
	"API POST /alerts/batches": "ReceiveBatch", "API POST /happiness-lists/:id/deliver": "DeliverList",
}

func TestEveryRouteThatTakesUploadsHasThemScanned(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		const usual = 1 << 20
		verbs, taken := uploading(s, nil), map[string]string{}
		for _, r := range s.Web.Routes() {
			if r.MaxBody > usual {
				taken[r.Method+" "+r.Path] = taking[r.Method+" "+r.Path]
			}
		}
		for _, r := range s.Routes {
			if r.MaxBody > usual {
				taken["API "+r.Method+" "+r.Path] = taking["API "+r.Method+" "+r.Path]
			}
		}
		for _, step := range []string{"acknowledge", "answer", "check", "dispute", "fail", "renew-link", "send"} { // share the form of deliver, and read no file
			delete(taken, "POST /happiness/:id/"+step)
			delete(taken, "API POST /happiness-lists/:id/"+step)
		}
		assert.Equal(t, taking, taken, "a route that takes uploads names its verb here, so that the verb is tried below")
		for route, verb := range taking {
			assert.Contains(t, verbs, verb, route)
		}
	})
}

func TestNothingIsKeptThatTheScannerHasNotPassed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		kept := func() (n int64) {
			pool, err := s.Store.Pool()
			require.NoError(t, err)
			require.NoError(t, pool.QueryRowContext(t.Context(), testdb.ByHand+"SELECT COUNT(*) FROM attachment").Scan(&n))
			return n
		}
		verbs, j := uploading(s, jpegOf(t)), scannedBy(s)
		before := kept()
		for name, do := range verbs {
			j.found, j.err, j.asked = "Eicar", nil, 0
			err := do(t.Context())
			if faults := models.FaultsIn(err, "file"); len(faults) > 0 {
				assert.Equal(t, []models.FieldError{{Field: "file", Code: "file_malicious"}}, faults, name)
			} else {
				assert.Equal(t, "file_malicious", models.CodeOf(err), name)
				assert.Equal(t, models.KindUnsupported, models.KindOf(err), name)
			}
			j.found, j.err = "", errors.New("connection refused")
			err = do(t.Context())
			assert.Equal(t, models.KindUnavailable, models.KindOf(err), name)
			assert.Equal(t, "scanner_away", models.CodeOf(err), name)
			gone, leave := context.WithCancel(t.Context())
			leave()
			assert.ErrorIs(t, do(gone), context.Canceled, name)
			assert.Equal(t, before, kept(), "%s kept something", name)
			assert.GreaterOrEqual(t, j.asked, 2, name)
		}
		for name, do := range verbs { // long work goes on by itself from here
			j.found, j.err, j.asked = "", nil, 0
			err := do(t.Context())
			assert.NotContains(t, []string{"file_malicious", "scanner_away"}, models.CodeOf(err), name)
			assert.Equal(t, 1, j.asked, name)
		}
	})
}

func TestWhereAPictureIsNotPassedTheFormComesBackAsItWasTyped(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, j := s.HouseholdUnasked(), scannedBy(s)
		b := s.As(s.Aide)
		const form = `form[action^="/needs"]`
		p := b.Get("/needs/new?household=" + h.ID)
		for _, c := range []struct {
			found  string
			err    error
			status int
			lang   locales.Lang
			says   string
		}{
			{"Eicar", nil, http.StatusUnsupportedMediaType, locales.Chinese, "恶意内容"}, {"Eicar", nil, http.StatusUnsupportedMediaType, locales.English, "malicious"},
			{"", errors.New("away"), http.StatusServiceUnavailable, locales.Chinese, "60秒"}, {"", errors.New("away"), http.StatusServiceUnavailable, locales.English, "60 seconds"},
		} {
			j.found, j.err = c.found, c.err
			b.In(c.lang)
			p = p.Upload(form, "photo", "home.jpg", photo(t), "category", "G01", "detail", "门口有两级台阶")
			assert.Equal(t, c.status, p.Status)
			assert.Contains(t, p.Text(), c.says)
			assert.NotContains(t, p.Text(), "Eicar", "which one it is helps nobody but who made it")
			assert.Equal(t, "门口有两级台阶", p.Find("[name=detail]").Text(), "nothing that was typed is lost")
			assert.True(t, p.Has(`[name=category][value=G01][checked]`))
			assert.Equal(t, c.err != nil, p.Header.Get("Retry-After") == "60")
			assert.Empty(t, needsOf(t, s, h.ID))
		}
		j.found, j.err = "", nil
		p = p.Upload(form, "photo", "home.jpg", photo(t))
		assert.Equal(t, 200, p.Status, p.Text())
		assert.Len(t, needsOf(t, s, h.ID), 1)
	})
}

func TestAnApplicantLearnsWhichPaperWasNotPassed(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		j := scannedBy(s)
		j.found = "Eicar"
		p := s.Anyone().In(locales.English).Get("/apply").Upload("main form", "scan", "a.png", scan(t), "name", "清泉助老服务中心", "region_code", testdb.Town)
		assert.Equal(t, http.StatusUnprocessableEntity, p.Status)
		assert.Contains(t, p.Fault("scan"), "malicious")
		assert.Equal(t, "清泉助老服务中心", p.Find(`[name="name"]`).AttrOr("value", ""))
	})
}
