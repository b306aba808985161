package browser

import (
	"strings"
	"testing"
	"time"

	"zhulian/internal/testdb"
)

// answerMost is how long a page of the demo county may take, from its being asked for over the loopback to its last byte.
const answerMost = 50 * time.Millisecond

// BenchmarkPage asks the real server for every page of every role at the demo's size, on both databases.
func BenchmarkPage(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		s := open(b, dialect)
		for _, login := range readers() {
			r := read(b, s, login)
			for _, p := range r.explore() {
				b.Run(strings.Join([]string{dialect, login, strings.ReplaceAll(strings.Trim(p.route, "/"), "/", ".")}, "/"), func(b *testing.B) {
					for b.Loop() {
						r.get(p.path)
					}
					if each := b.Elapsed() / time.Duration(b.N); each > answerMost {
						b.Errorf("%s takes %v", p.path, each)
					}
				})
			}
		}
	}
}
