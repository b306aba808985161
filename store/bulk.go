package store

import (
	"context"
	"errors"
	"fmt"

	"zhulian/models"
)

// InsertAll writes many rows of one kind, given as a slice of a models type, sealing personal fields like the single inserts do. It
// checks nothing else: it is for whole data sets, such as the demo's, that were made consistent beforehand. It works only
// inside InTx. Households and persons begin their stays on the lists with it. Rows that exist already are a Conflict.
func (s *Store) InsertAll(ctx context.Context, rows any) error {
	if s.tx == nil {
		return errors.New("store: InsertAll outside a transaction")
	}
	if err := s.sealAll(rows); err != nil {
		return err
	}
	if err := s.db.WithContext(ctx).CreateInBatches(rows, bulkRows).Error; err != nil {
		return translate(err)
	}
	switch list := rows.(type) {
	case []models.Household:
		return s.listHouseholds(ctx, list)
	case []models.Person:
		return s.listPersons(ctx, list)
	}
	return s.addAllWords(ctx, rows)
}

// bulkRows keeps a statement under 32,766 parameters, SQLite's limit, for the widest table.
const bulkRows = 400

func (s *Store) sealAll(rows any) error {
	switch list := rows.(type) {
	case []models.Supplier:
		return sealEach(list, s.sealSupplier)
	case []models.Household:
		return sealEach(list, s.sealHousehold)
	case []models.Person:
		return sealEach(list, s.sealPerson)
	case []models.Need:
		return sealEach(list, s.sealNeed)
	case []models.Fulfilment:
		return sealEach(list, s.sealFulfilment)
	case []models.Attachment:
		return sealEach(list, s.sealAttachment)
	case []models.VisitPlan:
		return sealEach(list, s.sealPlan)
	case []models.HouseholdLevel:
		return sealEach(list, s.sealLevel)
	case []models.ChildReport:
		return sealEach(list, s.sealReport)
	case []models.VisitWindow:
		return sealEach(list, s.sealWindow)
	case []models.Visit:
		return sealEach(list, s.sealVisit)
	case []models.Alert:
		return sealEach(list, s.sealAlert)
	case []models.AlertReason:
		return sealEach(list, s.sealReason)
	case []models.Signal:
		return sealEach(list, s.sealSignal)
	case []models.Application:
		return sealEach(list, s.sealApplication)
	case []models.Suggestion:
		return sealEach(list, s.sealSuggestion)
	case []models.HappinessList:
		return sealEach(list, s.sealList)
	case []models.AuditSample:
		return sealEach(list, s.sealSample)
	case []models.WorkPath:
		return sealEach(list, s.sealWork)
	case []models.WorkCheck:
		return sealEach(list, s.sealCheck)
	case []models.Region, []models.Account, []models.Offer, []models.CapacityWindow, []models.Consent, []models.Match,
		[]models.Reservation, []models.Disclosure, []models.AllocationProposal, []models.AllocationUnmet, []models.AllocationGap,
		[]models.AllocationIdle, []models.VisitRound, []models.Benefit, []models.BenefitBatch, []models.ListRun, []models.Listing,
		[]models.Feed, []models.FeedBatch, []models.AlertSignal, []models.Absence,
		[]models.AlertRule, []models.SuggestionRule, []models.Standard, []models.SLARule, []models.CategorySetting, []models.CalendarEntry, []models.WeightVersion,
		[]models.MinorAccess, []models.CourseSession, []models.Attendance:
		return nil
	}
	return fmt.Errorf("store: InsertAll of %T", rows)
}

func sealEach[T any](rows []T, seal func(*T) error) error {
	for i := range rows {
		if err := seal(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// inventedCounty is the only county whose data may be erased: it does not exist (domain report §16.1).
const inventedCounty = "330199"

// EraseInvented removes everything of the invented county 330199, its event chain included, and of no other: records of real
// help are never erased (社会救助暂行办法 66). It works only inside InTx.
func (s *Store) EraseInvented(ctx context.Context) error {
	if s.tx == nil {
		return errors.New("store: EraseInvented outside a transaction")
	}
	// Children before parents, as the foreign keys ask.
	for _, table := range []string{"idempotency_key", "search_word", "policy_standard", "sla_rule", "category_setting", "calendar_entry",
		"disclosure", "event", "chain_head", "weight_version", "allocation_idle", "allocation_gap",
		"allocation_unmet", "allocation_proposal", "allocation",
		"attendance", "work_check", "work_path", "course_session",
		"child_report", "visit", "visit_window", "visit_round", "visit_plan", "household_level",
		"audit_sample", "minor_access", "export_request", "report_setting", "list_run", "happiness_list", "benefit", "benefit_batch", "household_means", "suggestion_run",
		"suggestion_cursor", "suggestion", "complaint", "resident_pass", "application",
		"retention_run", "rule_run", "alert_rule", "suggestion_rule",
		"aide_absence", "alert_reason", "alert_signal", "signal", "feed_batch", "feed", "alert", "listing", "attachment", "fulfilment", "reservation",
		"match", "need", "consent", "person", "household", "capacity_window", "offer", "supplier", "session", "account"} {
		if err := s.db.WithContext(ctx).Exec("DELETE FROM "+table+" WHERE county_code = ?", inventedCounty).Error; err != nil {
			return fmt.Errorf("erase %s: %w", table, translate(err))
		}
	}
	return nil
}
