package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/server"
	"zhulian/server/api"
	"zhulian/server/auth"
	"zhulian/server/respond"
	"zhulian/store"
)

// shop makes needs: one event each, and an answer that differs every time. What goes wrong is switched on by a test.
type shop struct {
	s      *store.Store
	before func(context.Context) error // before the transaction
	after  func() error                // after it
	made   atomic.Int64
}

func (f *shop) make(c *gin.Context) error {
	ctx := c.Request.Context()
	if f.before != nil {
		if err := f.before(ctx); err != nil {
			return err
		}
	}
	id := models.NewID(f.s.Now())
	err := f.s.InTx(ctx, func(s *store.Store) error {
		s.Record(models.Event{CountyCode: county, ActorRole: auth.Actor(c).Role, Noun: "need", ObjectID: id, Step: "submit"})
		return nil
	})
	if err != nil {
		return err
	}
	f.made.Add(1)
	if f.after != nil {
		if err := f.after(); err != nil {
			return err
		}
	}
	c.Header("Location", "/api/v1/needs/"+id)
	return respond.JSON(c, 201, gin.H{"id": id})
}

func (f *shop) routes() []api.Route {
	return []api.Route{public("POST", "/needs", f.make), public("GET", "/needs/:id", ok), public("POST", "/orphans", f.make)}
}

func shops(t *testing.T, test func(t *testing.T, h house, f *shop)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		f := &shop{s: s}
		test(t, open(t, s, server.Options{AddressRate: 1000}, f.routes()...), f)
	})
}

func (h house) post(path, key, body string) *httptest.ResponseRecorder {
	return h.do("POST", "/api/v1"+path, body, "Idempotency-Key", key)
}

func (h house) needs() int {
	h.t.Helper()
	all, err := h.s.Events(context.Background(), store.EventFilter{CountyCode: county, Noun: "need", Limit: 1000})
	require.NoError(h.t, err)
	return len(all)
}

func TestSameKeyAndBodyGetTheFirstAnswerAgain(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		first, second := h.post("/needs", "k1", "{}"), h.post("/needs", "k1", "{}")
		assert.Equal(t, 201, first.Code)
		assert.Equal(t, 201, second.Code)
		assert.Equal(t, first.Body.String(), second.Body.String())
		assert.Equal(t, first.Header().Get("Location"), second.Header().Get("Location"))
		assert.Equal(t, first.Header().Get("Content-Type"), second.Header().Get("Content-Type"))
		assert.Empty(t, first.Header().Get("Idempotent-Replay"))
		assert.Equal(t, "true", second.Header().Get("Idempotent-Replay"))
		assert.Equal(t, 1, h.needs())
		assert.Equal(t, 201, h.post("/needs", "k2", "{}").Code)
		assert.Equal(t, 201, h.do("POST", "/api/v1/needs", "{}").Code, "without a key nothing is remembered")
		assert.Equal(t, 3, h.needs())
	})
}

func TestSameKeyWithAnotherRequestIs422(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		require.Equal(t, 201, h.post("/needs", "k1", "{}").Code)
		for _, w := range []*httptest.ResponseRecorder{
			h.post("/needs", "k1", `{"a":1}`), h.post("/orphans", "k1", "{}"), h.post("/needs?a=1", "k1", "{}"),
		} {
			assert.Equal(t, 422, w.Code)
			assert.Equal(t, "idempotency_key_reused", code(t, w))
		}
		assert.Equal(t, 1, h.needs())
	})
}

func TestKeyMustBeVisibleASCIIAndOne(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		for _, bad := range []string{"", " ", "a b", "键", "a\tb", strings.Repeat("k", 256), "a\x7f"} {
			w := h.post("/needs", bad, "{}")
			assert.Equal(t, 400, w.Code, "%q", bad)
			assert.Equal(t, "idempotency_key_format", code(t, w))
		}
		assert.Equal(t, 201, h.post("/needs", strings.Repeat("~", 255), "{}").Code)
		r := httptest.NewRequest("POST", "/api/v1/needs", strings.NewReader("{}"))
		r.Header["Idempotency-Key"] = []string{"a", "b"}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		assert.Equal(t, 400, w.Code)
	})
}

func TestIdenticalPostsAtOnceMakeOneObject(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		var wg sync.WaitGroup
		answers := make(chan string, 12)
		for range cap(answers) {
			wg.Go(func() {
				w := h.post("/needs", "k1", "{}")
				answers <- fmt.Sprint(w.Code, w.Body.String())
			})
		}
		wg.Wait()
		close(answers)
		different := map[string]int{}
		for a := range answers {
			different[a]++
		}
		assert.Len(t, different, 1, "%v", different)
		assert.Equal(t, 1, h.needs())
		assert.EqualValues(t, 1, f.made.Load())
	})
}

func TestKeysOfTwoAddressesAreApart(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		for _, address := range []string{"192.0.2.1:1", "192.0.2.2:1", "[2001:db8::1]:1", "[2001:db8::2]:1"} {
			r := httptest.NewRequest("POST", "/api/v1/needs", strings.NewReader("{}"))
			r.Header.Set("Idempotency-Key", "k1")
			r.RemoteAddr = address
			h.ServeHTTP(httptest.NewRecorder(), r)
		}
		assert.Equal(t, 3, h.needs(), "the two IPv6 addresses are one asker's")
		token := h.bearer()
		assert.Equal(t, 201, h.do("POST", "/api/v1/needs", "{}", "Idempotency-Key", "k1", "Authorization", token).Code)
		assert.Equal(t, 4, h.needs(), "and an account's keys are its own")
	})
}

func TestRefusalsAreRememberedAndPassingFaultsAreNot(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		for i, c := range []struct {
			err        error
			remembered bool
		}{
			{models.Conflict("changed_meanwhile"), true}, {models.InvalidField("title", "required"), true}, {models.NotFound("need"), true},
			{models.Unauthenticated("login_required"), false}, {errors.New("disk full"), false},
			{&models.Error{Kind: models.KindTooMany, Code: "busy"}, false},
		} {
			key := fmt.Sprint("k", i)
			f.before = func(context.Context) error { return c.err }
			first := h.post("/needs", key, "{}")
			f.before = nil
			second := h.post("/needs", key, "{}")
			if c.remembered {
				assert.Equal(t, first.Code, second.Code, c.err)
				assert.Equal(t, first.Body.String(), second.Body.String())
				assert.Equal(t, "application/problem+json", second.Header().Get("Content-Type"))
			} else {
				assert.Equal(t, 201, second.Code, c.err)
			}
		}
	})
}

func TestPanicGivesTheKeyBack(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		f.before = func(context.Context) error { panic("bug") }
		assert.Equal(t, 500, h.post("/needs", "k1", "{}").Code)
		f.before = nil
		assert.Equal(t, 201, h.post("/needs", "k1", "{}").Code)
	})
}

func TestEffectWhoseAnswerWasLostLeadsToTheObject(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		f.after = func() error { panic("the process dies between commit and answer") }
		assert.Equal(t, 500, h.post("/needs", "k1", "{}").Code)
		assert.Equal(t, 500, h.post("/orphans", "k2", "{}").Code)
		f.after = nil
		testdb.Clock(h.s).Advance(31 * time.Second)
		w := h.post("/needs", "k1", "{}")
		assert.Equal(t, 303, w.Code)
		assert.Equal(t, "true", w.Header().Get("Idempotent-Replay"))
		assert.Equal(t, 200, h.do("GET", w.Header().Get("Location"), "").Code)
		assert.Equal(t, 2, h.needs(), "nothing is done twice")
	})
}

func TestLostAnswerAboutSomethingUnreadableIsAConflict(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		f := &shop{s: s, after: func() error { panic("dies") }}
		h := open(t, s, server.Options{}, public("POST", "/needs", f.make))
		assert.Equal(t, 500, h.post("/needs", "k1", "{}").Code)
		testdb.Clock(s).Advance(31 * time.Second)
		w := h.post("/needs", "k1", "{}")
		assert.Equal(t, 409, w.Code)
		assert.Equal(t, "idempotency_answer_lost", code(t, w))
	})
}

func TestWhoIsTooSlowLosesTheKeyAndHasNoEffect(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		entered, release := make(chan bool), make(chan bool)
		var once sync.Once
		f.before = func(context.Context) error {
			slow := false
			once.Do(func() { slow = true })
			if slow {
				entered <- true
				<-release
			}
			return nil
		}
		slow := make(chan *httptest.ResponseRecorder)
		go func() { slow <- h.post("/needs", "k1", "{}") }()
		<-entered
		testdb.Clock(h.s).Advance(31 * time.Second)
		quick := h.post("/needs", "k1", "{}")
		assert.Equal(t, 201, quick.Code)
		close(release)
		late := <-slow
		assert.Equal(t, 409, late.Code)
		assert.Equal(t, "idempotency_in_progress", code(t, late))
		assert.Equal(t, 1, h.needs())
		assert.Equal(t, quick.Body.String(), h.post("/needs", "k1", "{}").Body.String(), "the late answer does not replace the good one")
	})
}

func TestWaitingEndsWithTheCaller(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		entered, release := make(chan bool), make(chan bool)
		f.before = func(context.Context) error {
			entered <- true
			<-release
			return nil
		}
		first := make(chan *httptest.ResponseRecorder)
		go func() { first <- h.post("/needs", "k1", "{}") }()
		<-entered
		ctx, cancel := context.WithTimeout(context.Background(), 120*time.Millisecond)
		defer cancel()
		r := httptest.NewRequest("POST", "/api/v1/needs", strings.NewReader("{}")).WithContext(ctx)
		r.Header.Set("Idempotency-Key", "k1")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		assert.NotEqual(t, 201, w.Code)
		close(release)
		assert.Equal(t, 201, (<-first).Code)
		assert.Equal(t, 1, h.needs())
	})
}

func TestCallerWhoGoesAwayStillLeavesTheAnswer(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		ctx, cancel := context.WithCancel(context.Background())
		f.after = func() error {
			cancel()
			return nil
		}
		r := httptest.NewRequest("POST", "/api/v1/needs", strings.NewReader("{}")).WithContext(ctx)
		r.Header.Set("Idempotency-Key", "k1")
		h.ServeHTTP(httptest.NewRecorder(), r)
		w := h.post("/needs", "k1", "{}")
		assert.Equal(t, 201, w.Code)
		assert.Equal(t, "true", w.Header().Get("Idempotent-Replay"))
		assert.Equal(t, 1, h.needs())
	})
}

func TestKeyIsNewAgainAfterADay(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		require.Equal(t, 201, h.post("/needs", "k1", "{}").Code)
		testdb.Clock(h.s).Advance(24 * time.Hour)
		assert.Equal(t, 201, h.post("/needs", "k1", `{"other":1}`).Code)
		assert.Equal(t, 2, h.needs())
	})
}

func TestTokensAreNeverKept(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		body := `{"username":"aide","password":"` + password + `"}`
		first, second := h.post("/auth/login", "k1", body), h.post("/auth/login", "k1", body)
		assert.Equal(t, 200, second.Code)
		assert.NotEqual(t, object(t, first)["refresh_token"], object(t, second)["refresh_token"])
		n, err := h.s.ForgetKeys(context.Background(), h.s.Now().Add(time.Hour))
		require.NoError(t, err)
		assert.Zero(t, n)
	})
}

func TestBodyAndAddressAreNotInTheTable(t *testing.T) {
	shops(t, func(t *testing.T, h house, f *shop) {
		require.Equal(t, 201, h.post("/needs", "k1", `{"password":"a secret"}`).Code)
		pool, err := h.s.Pool()
		require.NoError(t, err)
		var account string
		var hash []byte
		require.NoError(t, pool.QueryRow(testdb.ByHand+"SELECT account_id, request_hash FROM idempotency_key").Scan(&account, &hash))
		assert.Regexp(t, `^anonymous:[0-9a-f]{32}$`, account)
		assert.Len(t, hash, 32)
	})
}
