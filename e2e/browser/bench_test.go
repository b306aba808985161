package browser

import (
	"strings"
	"testing"
	"time"

	"zhulian/internal/testdb"
)

// answerMost is how long a page of the demo county may take, from its being asked for over the loopback to its last byte.
const answerMost = 50 * time.Millisecond

// BenchmarkPage asks the real server for every page of every role at the demo's size, on both databases. What counts is the quickest
// answer: the others also tell what else the machine was doing.
func BenchmarkPage(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		s := open(b, dialect)
		for _, login := range readers() {
			r := read(b, s, login)
			for _, p := range r.explore() {
				b.Run(strings.Join([]string{dialect, login, strings.ReplaceAll(strings.Trim(p.route, "/"), "/", ".")}, "/"), func(b *testing.B) {
					best := time.Hour
					for b.Loop() {
						begun := time.Now()
						r.get(p.path)
						best = min(best, time.Since(begun))
					}
					b.ReportMetric(float64(best.Microseconds())/1000, "best-ms")
					if best > answerMost {
						b.Errorf("%s takes %v at best", p.path, best)
					}
				})
			}
		}
	}
}
