package models

import "time"

// ReliefClock answers by when the steps of a request for relief must be done: by the county's limits of a day and its calendar
// (domain report §15).
type ReliefClock struct {
	Rules    SLARules
	Calendar Calendar
	Day      Date
}

// By answers the instant by which a step that began at an instant must be done.
func (c ReliefClock) By(step SLAStep, from time.Time) time.Time {
	limit, _ := c.Rules.Limit(step, "", c.Day)
	return limit.End(from, c.Calendar)
}

// Decide answers the last instant at which a decision about a request that was handed in at an instant is in time: in an emergency within its
// hours, else after the town's survey, the days of publicity and the county's own days.
func (c ReliefClock) Decide(emergency bool, submitted time.Time) time.Time {
	if emergency {
		return c.By(SLAReliefEmergency, submitted)
	}
	proposed := c.By(SLAReliefPropose, submitted)
	public := DateOf(proposed.Add(-time.Second)).AddDays(PublicityDays).End()
	return c.By(SLAReliefDecide, public.Add(-time.Second))
}

// Due answers by when whoever holds a request in its present status must act; nil where nobody must.
func (c ReliefClock) Due(a Application, recognised bool, now time.Time) *time.Time {
	from := now
	if a.SubmittedAt != nil {
		from = *a.SubmittedAt
	}
	due := func(step SLAStep, from time.Time) *time.Time { return new(c.By(step, from)) }
	switch a.Status {
	case ApplicationSubmitted:
		if a.Emergency {
			return due(SLAReliefEmergency, from)
		}
		return due(SLAReliefAccept, now)
	case ApplicationMaterials:
		return due(SLAReliefMaterials, now)
	case ApplicationAccepted:
		if a.Emergency {
			return due(SLAReliefEmergency, from)
		}
		if recognised {
			return due(SLAReliefVerified, now)
		}
		return due(SLAReliefVerify, now)
	case ApplicationVerifying:
		return due(SLAReliefPropose, from)
	case ApplicationProposed:
		return due(SLAReliefDecide, now)
	case ApplicationPublicity:
		return due(SLAReliefDecide, a.PublicityTo.End().Add(-time.Second))
	case ApplicationApproved:
		return new(DateOf(now).AddMonths(2).Start()) // paid from the month after (浙江省社会救助条例 56)
	case ApplicationFirstAid:
		return due(SLAReliefPaperwork, now)
	case ApplicationAppealed:
		return due(SLAReliefAppeal, now)
	default:
		return nil
	}
}

// Recognised tells whether a household of a category has been assessed already, so that verifying takes less.
func (b Beneficiary) Recognised() bool {
	switch b {
	case "T1", "D1", "D2", "E1", "X1", "X2", "X3":
		return true
	default:
		return false
	}
}
