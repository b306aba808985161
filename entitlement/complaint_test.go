package entitlement_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func (w *world) complaint(application string) *models.Complaint {
	w.t.Helper()
	r, err := w.desk.FileComplaint(ctx, w.Clerk, models.ComplaintDraft{ApplicationID: application, Text: "一直没人来", Contact: "邻居转告"})
	require.NoError(w.t, err)
	return r
}

func (w *world) complaintNow(id string) *models.Complaint {
	w.t.Helper()
	r, err := w.Store.Complaint(ctx, store.Key{County: testdb.CountyCode, ID: id})
	require.NoError(w.t, err)
	return r
}

func TestAComplaintIsToBeAnsweredWithinFifteenDays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.complaint(w.asked(w.Household()).ID)
		assert.Equal(t, w.Today().AddDays(15), models.DateOf(r.AnswerBy.Add(-time.Second)), "to the end of the fifteenth day: fifteen days, not working days")
		w.days(12)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, []string{"file"}, w.Steps("complaint", r.ID), "three days are left")
		w.days(2)
		for range 2 {
			require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		}
		assert.Equal(t, []string{"file", "remind"}, w.Steps("complaint", r.ID), "reminded once")
		w.Clock.Set(r.AnswerBy)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, models.ComplaintFiled, w.complaintNow(r.ID).Status, "the last moment is still in time")
		w.Clock.Advance(time.Second)
		for range 2 {
			require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		}
		assert.Equal(t, models.ComplaintEscalated, w.complaintNow(r.ID).Status)
		assert.Equal(t, []string{"file", "remind", "escalate"}, w.Steps("complaint", r.ID))
		answered, err := w.desk.AnswerComplaint(ctx, w.Staff, r.ID, models.ComplaintStep{Answer: "已安排上门，向您致歉"})
		require.NoError(t, err, "late is better than never")
		assert.Equal(t, models.ComplaintAnswered, answered.Status)
		assert.Equal(t, "已安排上门，向您致歉", answered.Answer)
		w.days(30)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, models.ComplaintAnswered, w.complaintNow(r.ID).Status, "what was answered is not late again")
		w.Whole()
	})
}

func TestNobodyAnswersAComplaintAboutTheOwnWork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.published(w.Household(), proposal(600_000, 6, models.EventHeavy))
		w.days(8)
		w.do(w.desk.Approve, w.Staff, a.ID, models.ReliefStep{})
		r := w.complaint(a.ID)
		file, err := w.desk.ComplaintFile(ctx, w.Staff, r.ID)
		require.NoError(t, err)
		assert.True(t, file.Can.Own)
		_, err = w.desk.TakeComplaint(ctx, w.Staff, r.ID, models.ComplaintStep{})
		assert.Equal(t, "own_complaint", code(err), "it was decided by the same hand")
		_, err = w.desk.TakeComplaint(ctx, w.SecondStaff, r.ID, models.ComplaintStep{})
		require.NoError(t, err)
		_, err = w.desk.AnswerComplaint(ctx, w.Staff, r.ID, models.ComplaintStep{Answer: "已办"})
		assert.Equal(t, "own_complaint", code(err))
		_, err = w.desk.AnswerComplaint(ctx, w.SecondStaff, r.ID, models.ComplaintStep{Answer: " "})
		assert.Equal(t, "required", fault(err, "answer"))
		_, err = w.desk.AnswerComplaint(ctx, w.SecondStaff, r.ID, models.ComplaintStep{Answer: "已复核"})
		require.NoError(t, err)
		_, err = w.desk.AnswerComplaint(ctx, w.SecondStaff, r.ID, models.ComplaintStep{Answer: "再答"})
		assert.Equal(t, models.KindConflict, models.KindOf(err), "answered is answered")
	})
}

func TestComplaintsAreWorkedOnByTheCountyAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.complaint(w.asked(w.Household()).ID)
		for _, by := range []models.Actor{w.Clerk, w.Aide, w.Actor(models.RoleAuditor), w.Actor(models.RoleSupplierAdmin)} {
			_, err := w.desk.AnswerComplaint(ctx, by, r.ID, models.ComplaintStep{Answer: "已办"})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		stranger := w.Staff
		stranger.CountyCode = "330198"
		_, err := w.desk.TakeComplaint(ctx, stranger, r.ID, models.ComplaintStep{})
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = w.desk.FileComplaint(ctx, w.OtherClerk, models.ComplaintDraft{ApplicationID: *r.ApplicationID, Text: "别镇的"})
		assert.Equal(t, "region_outside_scope", fault(err, "region_code"))
		_, err = w.desk.CloseComplaint(ctx, w.Staff, r.ID, models.ComplaintStep{})
		assert.Equal(t, models.KindConflict, models.KindOf(err), "not before it is answered")
	})
}
