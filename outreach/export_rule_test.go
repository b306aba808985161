package outreach

// Judge and JudgeAll are judge and judgeAll, for tests.
var (
	Judge    = (*Desk).judge
	JudgeAll = (*Desk).judgeAll
)
