// Package settings holds the verbs of what a county sets: the numbers of policy and the limits of time, which one person proposes and
// another adopts, and categories, calendar and regions, which staff change with a reason. Every setting has its days and keeps its history.
package settings

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
}

// Page asks for a part of a list.
type Page = store.Page

// StandardFilter is what a list of standards is asked by.
type StandardFilter = store.StandardFilter

// SLAFilter is what a list of limits is asked by.
type SLAFilter = store.SLAFilter

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

// dayOr is the day asked for, or today.
func (d *Desk) dayOr(day models.Date) models.Date {
	if day == "" {
		return d.today()
	}
	return day
}

func (d *Desk) newID(chosen string) string {
	if chosen != "" {
		return chosen
	}
	return models.NewID(d.Store.Now())
}

func key(by models.Actor, id string) store.Key { return store.Key{County: by.CountyCode, ID: id} }

// reasonMost is how long the reason of a withdrawal may be.
const reasonMost = 300

// subject is what an event of a setting is about; without a region it is about the whole county.
type subject struct{ noun, id, region string }

func log(s *store.Store, by models.Actor, on subject, step string, status [2]models.DecisionStatus, data map[string]string) {
	if on.region == "" {
		on.region = by.CountyCode + "000000"
	}
	flow.Log(s, by, flow.Subject{Noun: on.noun, ID: on.id, County: by.CountyCode, Region: on.region}, step, string(status[0]), string(status[1]), data)
}

// Names are the names of accounts of the county by id, for telling who set what; what is no id of an account is left out. Errors: Forbidden.
func (d *Desk) Names(ctx context.Context, by models.Actor, ids []string) (map[string]string, error) {
	return flow.DeciderNames(ctx, d.Store, by, ids)
}

// Waiting counts the proposals that wait for somebody to adopt them.
type Waiting struct{ Standards, Limits, Weights, AlertRules int }

// Waiting counts what waits for a second person. Errors: Forbidden.
func (d *Desk) Waiting(ctx context.Context, by models.Actor) (Waiting, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return Waiting{}, err
	}
	n, err := d.Store.ProposalsWaiting(ctx, by.CountyCode)
	return Waiting{n[0], n[1], n[2], n[3]}, err
}
