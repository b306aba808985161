package exchange_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"zhulian/errands"
	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// office is a desk at which identified data is asked for, with a household to ask about.
type office struct {
	*testdb.Tale
	t    *testing.T
	desk *exchange.Desk
	home *models.Household
}

func eachOffice(t *testing.T, test func(t *testing.T, o office)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		runner := errands.New(s, 1, slog.New(slog.DiscardHandler))
		t.Cleanup(runner.Close)
		y := testdb.Story(t, s)
		test(t, office{y, t, &exchange.Desk{Store: s, Errands: runner}, y.Household()})
	})
}

func (o office) ask(format string) *models.ExportRequest {
	o.t.Helper()
	r, err := o.desk.AskIdentified(context.Background(), o.Staff, models.ExportDraft{Kind: "households", Format: format, Purpose: "年度核查"})
	require.NoError(o.t, err)
	return r
}

// taken has the file of an approved request made and waits for it, as whoever looks at its page does.
func (o office) taken(id string) (*models.Errand, []byte) {
	o.t.Helper()
	ctx := context.Background()
	e, err := o.desk.TakeIdentified(ctx, o.Staff, id, locales.Chinese)
	require.NoError(o.t, err)
	require.Eventually(o.t, func() bool {
		now, err := o.desk.Errands.Errand(ctx, o.Staff, e.ID)
		e = now
		return err == nil && now.Status != models.ErrandRunning
	}, 20*time.Second, 5*time.Millisecond)
	require.Equal(o.t, models.ErrandDone, e.Status, e.Outcome)
	_, file, err := o.desk.Errands.File(ctx, o.Staff, e.ID)
	require.NoError(o.t, err)
	return e, file.Content
}

func TestIdentifiedDataTakesASecondPersonAndGoesOutOnce(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		ctx := context.Background()
		r := o.ask("csv")
		_, err := o.desk.TakeIdentified(ctx, o.Staff, r.ID, locales.Chinese)
		require.Equal(t, models.KindConflict, models.KindOf(err), "nobody has approved it")
		_, err = o.desk.DecideIdentified(ctx, o.Staff, r.ID, true, "")
		require.Equal(t, "second_person_required", models.CodeOf(err))
		for _, by := range []models.Actor{o.Clerk, o.Aide, o.Operator, o.Auditor, o.Province} {
			_, err = o.desk.DecideIdentified(ctx, by, r.ID, true, "")
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		r, err = o.desk.DecideIdentified(ctx, o.SecondStaff, r.ID, true, "同意")
		require.NoError(t, err)
		require.Equal(t, models.ExportApproved, r.Status)
		_, err = o.desk.TakeIdentified(ctx, o.SecondStaff, r.ID, locales.Chinese)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "only who asked takes it")
		_, content := o.taken(r.ID)
		text := string(content)
		require.Contains(t, text, o.home.Persons[0].CitizenNo)
		for _, mark := range []string{o.Staff.AccountID, o.SecondStaff.AccountID, "年度核查"} {
			require.Contains(t, text, mark, "the file says who took it, who approved, and for what")
		}
		for _, line := range strings.Split(strings.TrimSpace(text), "\n")[2:] {
			require.Contains(t, line, r.ID, "every row bears the number of the request")
		}
		_, err = o.desk.TakeIdentified(ctx, o.Staff, r.ID, locales.Chinese)
		require.Equal(t, models.KindConflict, models.KindOf(err), "once")
		now, err := o.desk.Request(ctx, o.Auditor, r.ID)
		require.NoError(t, err)
		require.Equal(t, []any{models.ExportTaken, int64(1), false}, []any{now.Status, *now.Rows, now.MayTake || now.MayDecide || now.Errand != nil})
		log, _, err := o.Store.Disclosures(ctx, testdb.CountyCode, o.home.ID, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Contains(t, log[0].Fields, "citizen_no")
		require.Equal(t, []any{o.Staff.AccountID, models.RoleStaff, 4}, []any{log[0].AccountID, log[0].Role, log[0].Tier}, "the log names the person")
		require.Equal(t, []string{"ask", "approve", "take"}, o.Steps("export_request", r.ID))
		o.Whole()
	})
}

func TestAWorkbookIsMarkedOnEveryRowAndPage(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		r := o.ask("xlsx")
		_, err := o.desk.DecideIdentified(context.Background(), o.SecondStaff, r.ID, true, "")
		require.NoError(t, err)
		_, content := o.taken(r.ID)
		book, err := excelize.OpenReader(bytes.NewReader(content))
		require.NoError(t, err)
		name := book.GetSheetName(0)
		rows, err := book.GetRows(name)
		require.NoError(t, err)
		require.Equal(t, "导出标记", rows[0][len(rows[0])-1])
		require.Contains(t, rows[1][len(rows[1])-1], r.ID)
		page, err := book.GetHeaderFooter(name)
		require.NoError(t, err)
		require.Contains(t, page.OddHeader, r.ID)
		require.Contains(t, page.OddFooter, "&P/&N")
		require.NoError(t, book.Close())
	})
}

func TestTheFileOfIdentifiedDataIsGoneAfterADay(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		ctx := context.Background()
		r := o.ask("csv")
		_, err := o.desk.DecideIdentified(ctx, o.SecondStaff, r.ID, true, "")
		require.NoError(t, err)
		e, _ := o.taken(r.ID)
		o.Clock.Advance(23 * time.Hour)
		_, _, err = o.desk.Errands.File(ctx, o.Staff, e.ID)
		require.NoError(t, err)
		o.Clock.Advance(time.Hour)
		_, _, err = o.desk.Errands.File(ctx, o.Staff, e.ID)
		require.Equal(t, "file_ended", models.CodeOf(err))
		o.Clock.Advance(time.Second)
		_, err = o.desk.Errands.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		row, err := o.Store.Errand(ctx, store.Key{County: testdb.CountyCode, ID: e.ID})
		require.NoError(t, err)
		require.Empty(t, row.AttachmentID)
		left, err := o.Store.Attachments(ctx, testdb.CountyCode, "errand", e.ID)
		require.NoError(t, err)
		require.Empty(t, left, "what nobody may fetch is not kept")
	})
}

func TestARequestLapsesAndARefusalHasItsReason(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		ctx := context.Background()
		refused := o.ask("csv")
		_, err := o.desk.DecideIdentified(ctx, o.SecondStaff, refused.ID, false, " ")
		require.Equal(t, models.KindInvalid, models.KindOf(err), "whoever is refused is told why")
		_, err = o.desk.DecideIdentified(ctx, o.SecondStaff, refused.ID, false, "用途不清")
		require.NoError(t, err)
		_, err = o.desk.TakeIdentified(ctx, o.Staff, refused.ID, locales.Chinese)
		require.Equal(t, models.KindConflict, models.KindOf(err))
		late := o.ask("csv")
		o.Clock.Advance(8 * 24 * time.Hour)
		_, err = o.desk.DecideIdentified(ctx, o.SecondStaff, late.ID, true, "")
		require.Equal(t, "export_lapsed", models.CodeOf(err))
		require.NoError(t, o.desk.Sweep(ctx, testdb.CountyCode))
		require.Equal(t, []string{"ask", "lapse"}, o.Steps("export_request", late.ID))
		o.ask("csv")
		rows, _, err := o.desk.Requests(ctx, o.Auditor, "", store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, rows, 3, "an auditor sees them all")
		rows, _, err = o.desk.Requests(ctx, o.SecondStaff, models.ExportAsked, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, rows, 1)
		require.True(t, rows[0].MayDecide)
		for _, by := range []models.Actor{o.Clerk, o.Operator, o.Province} {
			_, _, err = o.desk.Requests(ctx, by, "", store.Page{Limit: 10})
			require.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		_, err = o.desk.AskIdentified(ctx, o.Staff, models.ExportDraft{Kind: "moons", Format: "csv", Purpose: "x"})
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		far, err := o.desk.Request(ctx, o.FarStaff, late.ID)
		require.Nil(t, far)
		require.Equal(t, models.KindNotFound, models.KindOf(err), "another county's")
		o.Whole()
	})
}
