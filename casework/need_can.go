package casework

import (
	"time"

	"zhulian/models"
)

// NeedCan says what an actor may do with a need as it stands: what the verbs would not refuse for its status or the actor's role.
type NeedCan struct {
	Send, Accept, Return, Keep, Merge, Cancel    bool
	CloseUnmet, Suspend, Resume, Resolve, Reopen bool
	Retitle, Look, Invite                        bool
	// Void tells that every V code is the actor's to give; else only V5, before anybody accepted the need.
	Void bool
}

// Any tells whether there is anything to do.
func (c NeedCan) Any() bool {
	c.Look, c.Invite, c.Void = false, false, false
	return c != NeedCan{}
}

// needCan asks the tables of steps and permissions.
func needCan(by models.Actor, n *models.Need, now time.Time) NeedCan {
	may := func(act models.Action) bool { return models.ScopeOf(by, act) != models.ScopeNone }
	step := func(act models.Action, name string) bool {
		_, err := models.NeedSteps.Next(name, n.Status)
		return err == nil && may(act)
	}
	own := n.ValueEstFen != nil && *n.ValueEstFen > secondPersonFen && n.SubmittedBy == by.AccountID
	c := NeedCan{
		Send: n.Status != "" && n.SubmittedBy != "" && step(models.NeedEdit, "submit"), Accept: step(models.NeedReview, "accept"),
		Return: step(models.NeedReview, "return"), CloseUnmet: step(models.NeedClose, "close_unmet"),
		Suspend: step(models.NeedClose, "suspend"), Resume: step(models.NeedClose, "resume"),
		Resolve: step(models.NeedResolve, "resolve") && !own, Void: may(models.NeedClose),
		Retitle: may(models.NeedReview) && n.ClosedAt == nil, Look: may(models.CandidateView) && n.Status.TakesOffers(),
		Invite: may(models.MatchInvite) && n.Status.TakesOffers(),
	}
	c.Cancel = step(models.NeedClose, "withdraw") || step(models.NeedEdit, "withdraw") && n.AcceptedAt == nil
	c.Keep = n.LikelyDuplicateOf != nil && may(models.NeedReview) && n.ClosedAt == nil
	c.Merge = n.LikelyDuplicateOf != nil && step(models.NeedClose, "merge")
	c.Reopen = step(models.NeedResolve, "reopen") && n.ResolvedAt != nil && !now.After(n.ResolvedAt.Add(reopenWithin))
	return c
}
