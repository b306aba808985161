package matching

import "strings"

// Slots is a set of weekly time slots: seven days of a morning, an afternoon and an evening. The empty set means any time.
type Slots uint32

var slotDays = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
var slotParts = [3]string{"am", "pm", "eve"}

// ParseSlots reads words such as "mon", "sat-am", "weekdays", "weekend" or "daily-pm". Words that it does not know are
// returned, so that the caller can name them.
func ParseSlots(words ...string) (Slots, []string) {
	var set Slots
	var unknown []string
	for _, word := range words {
		day, part, _ := strings.Cut(strings.ToLower(strings.TrimSpace(word)), "-")
		days, parts := daysOf(day), partsOf(part)
		if days == 0 || parts == 0 {
			unknown = append(unknown, word)
			continue
		}
		for d := range 7 {
			if days&(1<<d) != 0 {
				set |= Slots(parts) << (3 * d)
			}
		}
	}
	return set, unknown
}

func daysOf(word string) int {
	switch word {
	case "weekdays":
		return 0b0011111
	case "weekend":
		return 0b1100000
	case "daily":
		return 0b1111111
	}
	for i, d := range slotDays {
		if d == word {
			return 1 << i
		}
	}
	return 0
}

func partsOf(word string) int {
	if word == "" {
		return 0b111
	}
	for i, p := range slotParts {
		if p == word {
			return 1 << i
		}
	}
	return 0
}
