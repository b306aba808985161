package web_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
)

// atRest opens a batch's page until no work on it goes on.
func atRest(t *testing.T, b *pagetest.Browser, p *pagetest.Page) *pagetest.Page {
	t.Helper()
	require.Contains(t, p.Address, "/batches/", p.Text())
	require.Eventually(t, func() bool {
		p = b.Get(p.Address)
		return !p.Has("progress")
	}, 20*time.Second, 10*time.Millisecond)
	return p
}

const bringForm = `form[enctype="multipart/form-data"]`

func TestADepartmentBringsAListLooksAtItAndAppliesIt(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.Household()
		day := string(s.Today().AddDays(-3))
		list := []byte("身份证号,姓名,结算日期,自付金额\n" + h.Persons[0].CitizenNo + "," + h.Persons[0].Name + "," + day + ",21300\n" + h.Persons[0].CitizenNo + ",王,20261301,1\n")
		b := s.As(s.DeptSource)
		assert.True(t, b.Get("/").Has(bringForm), "it is the department's first page")
		p := atRest(t, b, b.Get("/batches").Upload(bringForm, "file", "医保.csv", list, "feed", "medical"))
		assert.Contains(t, p.Text(), "待应用")
		assert.Contains(t, p.Text(), "C 列（结算日期）")
		assert.NotContains(t, p.Text(), "已建档", "a department is not told who is on file")
		assert.NotContains(t, p.Text(), h.Persons[0].CitizenNo)
		file := b.Get(p.Address + "/bad")
		assert.Contains(t, file.Find("*").Text(), "20261301")

		again := b.Get("/batches").Upload(bringForm, "file", "医保.csv", list, "feed", "medical")
		assert.Equal(t, 409, again.Status)
		assert.Contains(t, again.Text(), "上传过")
		assert.True(t, again.Has(`a[href^="/batches/0"]`), "and led to the batch")

		done := atRest(t, b, p.Submit(`form[action*="/apply"]`))
		assert.Contains(t, done.Text(), "已应用")
		staff := s.As(s.Staff)
		seen := staff.Get(done.Address)
		assert.Contains(t, seen.Text(), "1 行，1 户")
		crossed := seen.Submit(`form[action*="/roll-back"]`, "reason", " ")
		assert.Equal(t, 422, crossed.Status)
		back := seen.Submit(`form[action*="/roll-back"]`, "reason", "部门重复报送")
		assert.Contains(t, back.Text(), "已撤回")
		assert.Contains(t, staff.In(locales.English).Get(done.Address).Text(), "rolled back")
		assert.Equal(t, 403, s.As(s.Aide).Get("/batches").Status)
		other := s.DeptSource
		other.AccountID, other.Department = s.ID(), "残联"
		assert.Equal(t, 404, s.As(other).Get(done.Address).Status)
	})
}

func TestStaffDeclareAFeedAndChangeIt(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		assert.Contains(t, b.Get("/settings/feeds").Text(), "医疗费用")
		form := b.Get("/settings/feeds/new")
		wrong := form.Submit(`form[action*="/settings/feeds"]`, "code", "Heating!", "name_zh", "供暖", "source_dept", "供热", "columns", "citizen_no | | * | 证件\nx | colour | | 甲", "reason", "x")
		assert.Equal(t, 422, wrong.Status)
		assert.Contains(t, wrong.Text(), "2: ", "the line that is wrong is named")
		assert.Contains(t, wrong.Find("textarea[name=columns]").Text(), "colour", "what was typed comes back")
		p := form.Submit(`form[action*="/settings/feeds"]`, "code", "heating", "name_zh", "供暖欠费", "source_dept", "供热",
			"columns", "citizen_no | | * | 身份证号、证件\nevent_on | | * | 欠费日期\nowner | yes_no | | 是否户主", "reason", "本县有供热公司")
		assert.Contains(t, p.Text(), "供暖欠费")
		assert.Contains(t, p.Text(), "第 1 版")
		p = b.Get("/settings/feeds/medical").Submit(`form[action*="/settings/feeds/medical"]`, "keep_days", "400", "reason", "延长保存")
		assert.Contains(t, p.Text(), "第 2 版")
		assert.Contains(t, b.In(locales.English).Get("/settings/feeds/medical").Text(), "edition 2")
		assert.Equal(t, 404, b.Get("/settings/feeds/no_such").Status)
		assert.Equal(t, 403, s.As(s.Auditor).Get("/settings/feeds/new").Status)
		assert.Equal(t, 200, s.As(s.Auditor).Get("/settings/feeds/heating").Status)
		assert.Equal(t, models.RoleDeptSource, s.DeptSource.Role)
	})
}
