package rounds

// Start and Work are the two halves of Run, for tests of what happens between them.
var (
	Start = (*Desk).start
	Work  = (*Desk).work
)

// Between has something happen after the next rounds are counted and before they are written, until it is called off.
func Between(happens func()) (off func()) {
	beforeWriting = happens
	return func() { beforeWriting = func() {} }
}
