package matching

import (
	"cmp"
)

// Priority says how a need stands in the queue for scarce supply (county rules on need order): urgency first, then the
// household's level, then points for waiting and fairness. It compares field by field in this order, higher first.
type Priority struct {
	Urgency int // 3 critical, 2 high, 1 normal, 0 low or unknown
	Level   int // 4 for level I (red) down to 1 for level IV (blue), 0 unknown
	Waiting int // two points a day, at most 30
	First   int // 10 for a household never helped before
	Remote  int // 5 for a remote village
	Town    int // up to 5, the smaller the share of the town's needs served lately
}

const (
	waitingCap   = 30
	firstPoints  = 10
	remotePoints = 5
	townPoints   = 5
)

// PriorityOf works out a need's place in the queue.
func PriorityOf(n *Need) Priority {
	p := Priority{Urgency: tierOf(n.Urgency), Waiting: min(max(n.WaitingDays, 0), waitingCap/2) * 2}
	if n.Level >= 1 && n.Level <= 4 {
		p.Level = 5 - n.Level
	}
	if n.FirstTime {
		p.First = firstPoints
	}
	if n.Remote {
		p.Remote = remotePoints
	}
	if n.TownServedPct > 0 {
		p.Town = (100 - min(n.TownServedPct, 100)) * townPoints / 100
	}
	return p
}

func tierOf(urgency string) int {
	switch urgency {
	case "critical":
		return 3
	case "high":
		return 2
	case "normal":
		return 1
	}
	return 0
}

// Points is what decides between needs of one urgency and level.
func (p Priority) Points() int { return p.Waiting + p.First + p.Remote + p.Town }

// CompareNeeds puts first the need that is to be served first; between equals the lower id.
func CompareNeeds(a, b *Need) int {
	p, q := PriorityOf(a), PriorityOf(b)
	return cmp.Or(cmp.Compare(q.Urgency, p.Urgency), cmp.Compare(q.Level, p.Level), cmp.Compare(q.Points(), p.Points()), cmp.Compare(a.ID, b.ID))
}
