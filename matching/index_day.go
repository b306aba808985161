package matching

import "zhulian/models"

// day counts civil days from 1970-01-01; 0 is "no day".
type day int32

// dayOf reads YYYY-MM-DD; anything else is no day. It does not check the length of the month: models.ParseDate did.
func dayOf(d models.Date) day {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return 0
	}
	y, m, dd := digits(d[0:4]), digits(d[5:7]), digits(d[8:10])
	if y < 1 || m < 1 || m > 12 || dd < 1 || dd > 31 {
		return 0
	}
	if m <= 2 {
		y, m = y-1, m+12
	}
	return day(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + dd - 719469)
}

func digits(s models.Date) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1 << 20
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}
