package e2e

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

// kills is how often the server is killed under load, per database.
const kills = 3

// TestKilledServerKeepsWhatItAcknowledged kills the server under write load and starts it again: every write that was acknowledged is
// there, no offer has promised more than it has, and the event log is whole.
func TestKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			l := newLoad(t, c)
			for range kills {
				l.hit(120)
				c.kill()
				c.run(c.start())
				l.enter()
				l.check(t)
			}
			require.NotZero(t, l.accepted())
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

// load is suppliers and aides who write as fast as the server answers, and what was acknowledged to them.
type load struct {
	c                 *county
	household, person string
	offers            []string
	ngo               *client

	mu    sync.Mutex
	needs []string
	taken map[string]int // match → units acknowledged as reserved
	calls atomic.Int64

	answered chan struct{} // one value for each answer
}

const offerCapacity = 25

func newLoad(t *testing.T, c *county) *load {
	t.Helper()
	l := &load{c: c, taken: map[string]int{}}
	l.ngo, _ = c.supplier("ngo", "虚构县暖冬公益服务中心", 1)
	for i := range 4 {
		l.offers = append(l.offers, c.offer(l.ngo, fmt.Sprintf("棉被第%d批", i+1), offerCapacity))
	}
	l.household, l.person = c.household(1)
	c.consent(l.household, l.person)
	return l
}

func (l *load) enter() { l.ngo = l.c.login("ngo", password) }

func (l *load) accepted() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.taken)
}

// hit lets eight people work until the server has answered so many calls.
func (l *load) hit(answers int64) {
	before := l.calls.Load()
	l.answered = make(chan struct{})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(i), uint64(before)))
			for l.calls.Load()-before < answers {
				if !l.life(dice) {
					return
				}
			}
		})
	}
	// The kill must come while calls are under way: the last quarter of them are not waited for.
	for range answers * 3 / 4 {
		<-l.answered
	}
	l.c.kill()
	go func() {
		for range l.answered { //nolint:revive // lets those who still report an answer go on
		}
	}()
	all.Wait()
	close(l.answered)
}

// life is a need from its submission to a promise; false means that the server is gone.
func (l *load) life(dice *rand.Rand) bool {
	id := models.NewID(testdb.Start)
	draft := needDraft(l.household, l.person, 1+dice.IntN(2))
	draft["id"] = id
	if a, err := l.call(l.c.aide, "/needs", draft); err != nil || a.status != 201 {
		return err == nil
	}
	l.mu.Lock()
	l.needs = append(l.needs, id)
	l.mu.Unlock()
	if a, err := l.call(l.c.town, "/needs/"+id+"/accept", nil); err != nil || a.status != 200 {
		return err == nil
	}
	a, err := l.call(l.c.town, "/needs/"+id+"/matches", m{"offer_id": l.offers[dice.IntN(len(l.offers))]})
	if err != nil || a.status != 201 {
		return err == nil
	}
	match := a.word("id")
	if a, err = l.call(l.ngo, "/matches/"+match+"/accept", nil); err != nil || a.status != 200 {
		return err == nil
	}
	l.mu.Lock()
	l.taken[match] = a.number("quantity_reserved")
	l.mu.Unlock()
	return true
}

func (l *load) call(by *client, path string, body any) (answer, error) {
	a, err := by.send("POST", path, body)
	if err == nil {
		l.calls.Add(1)
		l.answered <- struct{}{}
	}
	return a, err
}

// check reads back everything that was acknowledged.
func (l *load) check(t *testing.T) {
	t.Helper()
	for _, id := range l.needs {
		l.c.aide.get("/needs/" + id)
	}
	for match, units := range l.taken {
		a := l.ngo.get("/matches/" + match)
		require.Equal(t, "active", a.word("status"))
		require.Equal(t, units, a.number("quantity_reserved"))
	}
	acknowledged, reserved := 0, 0
	for _, units := range l.taken {
		acknowledged += units
	}
	for _, id := range l.offers {
		windows, _ := l.ngo.get("/offers/" + id).body["windows"].([]any)
		require.Len(t, windows, 1)
		w := answer{body: windows[0].(m)}
		require.LessOrEqual(t, w.number("reserved"), offerCapacity)
		reserved += w.number("reserved")
	}
	// A promise whose answer was cut off may be kept too; one that was answered never is missing.
	require.GreaterOrEqual(t, reserved, acknowledged)
}
