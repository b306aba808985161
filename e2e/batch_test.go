package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhulian/internal/testdb"
	"zhulian/sheet"
)

// TestListsOfDepartmentsOverHTTP brings good lists, bad ones and absurd ones: each is answered clearly in the language asked for, and nothing is lost.
func TestListsOfDepartmentsOverHTTP(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			s := &batchStory{county: c, t: t, medical: c.medicalOffice()}
			c.household(1)
			c.household(2) // whom the large bills are about
			s.badRowsAreKeptAside()
			s.strangersAreOnFile()
			s.otherShapesAreReadAlike()
			s.listIsAppliedOnceAndTakenBack()
			s.listInUseStays()
			s.othersAreTurnedAway()
			s.absurdFilesAreRefused()
			s.nothingBroke()
		})
	}
}

type batchStory struct {
	*county
	t       *testing.T
	medical *client
}

// sent is one file of a form, with the fields around it.
type sent struct {
	feed, name, content string
	headers             []string
}

// bringing sends a list as a form and answers what came back, whatever it is.
func (c *client) bringing(in sent) answer {
	c.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if in.feed != "" {
		require.NoError(c.t, w.WriteField("feed", in.feed))
	}
	if in.name != "" {
		part, err := w.CreateFormFile("file", in.name)
		require.NoError(c.t, err)
		_, err = io.WriteString(part, in.content)
		require.NoError(c.t, err)
	}
	require.NoError(c.t, w.Close())
	return c.form(w.FormDataContentType(), &body, in.headers...)
}

// form posts a body to where lists are brought.
func (c *client) form(contentType string, body io.Reader, headers ...string) answer {
	c.t.Helper()
	req, err := http.NewRequest(http.MethodPost, c.base+"/api/v1/alerts/batches", body)
	require.NoError(c.t, err)
	req.Header.Set("Content-Type", contentType)
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := web.Do(req)
	require.NoError(c.t, err)
	defer func() { _ = res.Body.Close() }()
	out := answer{status: res.StatusCode, header: res.Header}
	out.raw, err = io.ReadAll(res.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, json.Unmarshal(out.raw, &out.body), "%s", out.raw)
	return out
}

// atRest waits until no work on a list goes on.
func (c *client) atRest(path string) (a answer) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		a = c.get(path)
		return a.word("work", "status") == "done" || a.word("work", "status") == "failed"
	}, time.Minute, 10*time.Millisecond, "%s", path)
	return a
}

// checked brings a list of the medical office that can be read, and answers its address and what was found.
func (s *batchStory) checked(name, content string) (path string, a answer) {
	s.t.Helper()
	path = "/alerts/batches/" + s.medical.bring("medical", name, content)
	a = s.medical.atRest(path)
	require.Equal(s.t, "checked", a.word("status"), "%s: %s", name, a.raw)
	return path, a
}

func (s *batchStory) applied(path string) answer {
	s.t.Helper()
	s.medical.applies(path + "/apply")
	a := s.medical.atRest(path)
	require.Equal(s.t, "applied", a.word("status"), "%s", a.raw)
	return s.staff.get(path)
}

func counted(a answer, names ...string) map[string]int {
	out := map[string]int{}
	for _, name := range names {
		out[name] = a.number("counts", name)
	}
	return out
}

// badRowsAreKeptAside brings a list whose columns stand in an order of their own, with one row for each kind of mistake.
func (s *batchStory) badRowsAreKeptAside() {
	wrong := citizen(21)
	wrong = wrong[:17] + string("10X98765432"[(strings.IndexByte("10X98765432", wrong[17])+1)%11])
	list := "结算流水号,个人自付金额,备注,结算日期,姓名,参保人身份证号\n" +
		fmt.Sprintf("B1,\"1,130.50\",,%s,欧阳守仁,%s\n", strings.ReplaceAll(day(-9), "-", ""), citizen(3)) +
		fmt.Sprintf("B2,0.2万,,%s,欧阳守任,%s\n", strings.ReplaceAll(day(-8), "-", "/"), citizen(3)) +
		fmt.Sprintf("B3,100,,20261301,欧阳守仁,%s\n", citizen(3)) +
		fmt.Sprintf("B4,100,,%s,某人,%s\n", day(-8), wrong) +
		fmt.Sprintf("B5,约一千,,%s,欧阳守仁,%s\n", day(-8), citizen(3)) +
		fmt.Sprintf("B6,,,%s,欧阳守仁,%s\n", day(-8), citizen(3)) +
		fmt.Sprintf("B7,100,,%s,欧阳守仁,%s\n", day(3), citizen(3))
	path, _ := s.checked("乱序.csv", list)
	require.Equal(s.t, map[string]int{"rows": 7, "bad": 5, "known": 2, "remarked": 1, "households": 1},
		counted(s.staff.get(path), "rows", "bad", "known", "remarked", "households"))
	for lang, says := range map[string][]string{
		"zh-CN": {"日期不存在", "校验码", "金额", "必填", "不能晚于"}, "en": {"no such day", "check digit", "amount", "required", "future"},
	} {
		a := s.medical.want(200, "GET", path+"/rows", nil, "Accept-Language", lang)
		require.Equal(s.t, []any{"备注"}, a.at("ignored"), "columns that nobody reads are named")
		var got []string
		bad, _ := a.at("bad").([]any)
		require.Len(s.t, bad, 5)
		for i, each := range bad {
			row, _ := each.(m)
			faults, _ := row["faults"].([]any)
			fault, _ := faults[0].(m)
			got = append(got, fmt.Sprint(row["line"], fault["column"], fault["code"]))
			assert.Contains(s.t, strings.ToLower(fmt.Sprint(fault["message"])), says[i], "%s", lang)
		}
		require.Equal(s.t, []string{"4Dfeed_day", "5Fcitizen_check_digit", "6Bfeed_amount", "7Brequired", "8Din_future"}, got)
		require.NotContains(s.t, string(a.raw), citizen(3), "nobody's whole number is shown")
	}
	require.Equal(s.t, map[string]int{"rows": 7, "bad": 5, "known": 2}, counted(s.applied(path), "rows", "bad", "known"))
	require.Len(s.t, s.medical.get(path+"/rows").at("bad"), 5, "what was kept aside stays")
}

// strangersAreOnFile brings somebody unknown here: put on file in the named village to be looked at, once, under whichever name.
func (s *batchStory) strangersAreOnFile() {
	before := len(s.aide.get("/households?limit=100").items())
	list := "参保人身份证号,姓名,村社区,结算日期,自付金额\n" +
		fmt.Sprintf("%s,赵铁柱,桥东社区,%s,100\n%s,赵铁住,桥东社区,%s,200\n", citizen(31), day(-5), citizen(31), day(-4)) +
		fmt.Sprintf("%s,钱二,,%s,300\n%s,孙三,没有这个村,%s,300\n", citizen(33), day(-5), citizen(35), day(-5))
	path, _ := s.checked("生面孔.csv", list)
	done := s.applied(path)
	require.Equal(s.t, map[string]int{"rows": 4, "bad": 1, "new": 2, "stubs": 1, "unplaced": 1, "remarked": 1},
		counted(done, "rows", "bad", "new", "stubs", "unplaced", "remarked"))
	homes := s.aide.get("/households?limit=100").items()
	require.Len(s.t, homes, before+1)
	require.Equal(s.t, 1, strings.Count(fmt.Sprint(homes), "category:M0"), "to be looked at")
	own := s.medical.get(path)
	require.Equal(s.t, map[string]int{"rows": 4, "bad": 1, "new": 0, "known": 0}, counted(own, "rows", "bad", "new", "known"), "a department is not told who is on file")
}

// otherShapesAreReadAlike brings one row in every shape in which departments write files.
func (s *batchStory) otherShapesAreReadAlike() {
	head := []string{"参保人身份证号", "姓名", "结算日期", "个人自付金额"}
	row := func(n int) []string { return []string{citizen(3), "欧阳守仁", day(-20 - n), fmt.Sprint(10 + n)} }
	text := func(n int, between string) string {
		return strings.Join(head, between) + "\r\n" + strings.Join(row(n), between) + "\r\n"
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text(1, ","))
	require.NoError(s.t, err)
	var book bytes.Buffer
	w := sheet.NewXLSX(&book)
	require.NoError(s.t, w.Sheet("医保", sheet.Heading{Title: head[0]}, sheet.Heading{Title: head[1]}, sheet.Heading{Title: head[2]}, sheet.Heading{Title: head[3]}))
	require.NoError(s.t, w.Row(row(2)[0], row(2)[1], row(2)[2], row(2)[3]))
	require.NoError(s.t, w.Close())
	for name, content := range map[string]string{"国标.csv": gb, "工作簿.xlsx": book.String(), "带标记.csv": "\ufeff" + text(3, ","), "制表.csv": text(4, "\t"), "没有后缀": text(5, ",")} {
		path, a := s.checked(name, content)
		require.Equal(s.t, []any{1, 0, name}, []any{a.number("counts", "rows"), a.number("counts", "bad"), a.word("file_name")})
		require.Equal(s.t, 1, s.applied(path).number("counts", "known"), name)
	}
}

// waiting are the aide's alerts that are not closed.
func (s *batchStory) waiting() (out []answer) {
	s.t.Helper()
	for _, a := range s.aide.get("/alerts").items() {
		if a.word("status") != "closed" {
			out = append(out, a)
		}
	}
	return out
}

// listIsAppliedOnceAndTakenBack follows one list to its end; whatever is asked twice is answered twice and done once.
func (s *batchStory) listIsAppliedOnceAndTakenBack() {
	list := fmt.Sprintf("参保人身份证号,姓名,结算日期,自付金额\n%s,欧阳守仁,%s,23456\n", citizen(5), day(-2))
	path, _ := s.checked("大额.csv", list)
	require.Empty(s.t, s.waiting(), "what is only looked at raises nothing")
	s.medical.refused(409, "step_not_allowed", "POST", path+"/roll-back", m{"reason": "早了"})
	again := s.medical.bringing(sent{feed: "medical", name: "另一个名字.csv", content: list, headers: []string{"Accept-Language", "en"}})
	require.Equal(s.t, []any{409, "batch_file_known"}, []any{again.status, again.word("code")})
	require.Contains(s.t, again.word("detail"), day(0))
	first := s.medical.want(202, "POST", path+"/apply", nil, "Idempotency-Key", "apply-once")
	require.Equal(s.t, "applied", s.medical.atRest(path).word("status"))
	require.Equal(s.t, first.raw, s.medical.want(202, "POST", path+"/apply", nil, "Idempotency-Key", "apply-once").raw, "asked twice, answered alike")
	s.medical.refused(409, "step_not_allowed", "POST", path+"/apply", nil)
	s.medical.refused(409, "step_not_allowed", "POST", path+"/discard", nil)
	require.Equal(s.t, 1, s.staff.get(path).number("counts", "alerts"))
	alerts := s.waiting()
	require.Len(s.t, alerts, 1)
	s.medical.refused(422, "invalid", "POST", path+"/roll-back", m{"reason": " "})
	back := s.medical.step(path+"/roll-back", m{"reason": "部门报错了"})
	require.Equal(s.t, []string{"rolled_back", "部门报错了"}, []string{back.word("status"), back.word("status_reason")})
	require.Empty(s.t, s.waiting())
	require.Equal(s.t, "closed", s.aide.get("/alerts/"+alerts[0].word("id")).word("status"), "it stays to be read")
	s.medical.refused(409, "step_not_allowed", "POST", path+"/roll-back", m{"reason": "再来一次"})
	s.medical.bring("medical", "大额.csv", list+"\n")
}

// listInUseStays has the aide begin to look into what a list raised: it can no longer be taken back.
func (s *batchStory) listInUseStays() {
	path, _ := s.checked("在用.csv", fmt.Sprintf("参保人身份证号,姓名,结算日期,自付金额\n%s,欧阳守仁,%s,23400\n", citizen(5), day(-3)))
	s.applied(path)
	alerts := s.waiting()
	require.Len(s.t, alerts, 1)
	s.aide.step("/alerts/"+alerts[0].word("id")+"/accept", nil)
	for lang, says := range map[string]string{"zh-CN": "1 条预警已有人处理", "en": "look into 1 of the alerts"} {
		a := s.medical.want(409, "POST", path+"/roll-back", m{"reason": "部门报错了"}, "Accept-Language", lang)
		require.Equal(s.t, "batch_in_use", a.word("code"))
		require.Contains(s.t, a.word("detail"), says)
	}
	require.Equal(s.t, "applied", s.medical.get(path).word("status"))
	require.Equal(s.t, "accepted", s.aide.get("/alerts/"+alerts[0].word("id")).word("status"))
}

// othersAreTurnedAway asks for the list of the medical office as everybody else.
func (s *batchStory) othersAreTurnedAway() {
	for _, args := range [][]string{
		{"farstaff", "county_staff", "--county", "330198"}, {"fardept", "dept_source", "--county", "330198", "--department", "医保"},
		{"disabled", "dept_source", "--county", "330199", "--department", "残联"},
	} {
		s.installation.run(password, append([]string{"user", "add", args[0], "--role", args[1], "--password-stdin"}, args[2:]...)...)
	}
	list := sent{feed: "medical", name: "别人.csv", content: fmt.Sprintf("参保人身份证号,姓名,结算日期,自付金额\n%s,欧阳守仁,%s,1\n", citizen(3), day(-30))}
	path, _ := s.checked(list.name, list.content)
	for _, name := range []string{"farstaff", "fardept", "disabled"} {
		by := s.login(name, password)
		for _, step := range []string{"", "/rows"} {
			by.refused(404, "not_found", "GET", path+step, nil)
		}
		for _, step := range []string{"/apply", "/check", "/discard", "/roll-back"} {
			by.refused(404, "not_found", "POST", path+step, reasonFor(step))
		}
		require.NotContains(s.t, string(by.get("/alerts/batches").raw), path[len("/alerts/batches/"):])
	}
	s.turned(s.login("disabled", password).bringing(list), 403, "other_department")
	for _, by := range []*client{s.aide, s.town, s.auditor} {
		by.refused(403, "role_may_not", "GET", path, nil)
		by.refused(403, "role_may_not", "POST", path+"/apply", nil)
		s.turned(by.bringing(list), 403, "role_may_not")
	}
	s.anyone().refused(401, "login_required", "GET", path, nil)
	s.turned(s.anyone().bringing(list), 401, "login_required")
	s.medical.refused(404, "not_found", "GET", "/alerts/batches/no-such-id", nil)
	require.Equal(s.t, "checked", s.medical.get(path).word("status"), "nobody has moved it")
}

func reasonFor(step string) any {
	if step == "/roll-back" {
		return m{"reason": "不是我的"}
	}
	return nil
}

func (s *batchStory) turned(a answer, status int, code string) {
	s.t.Helper()
	require.Equal(s.t, []any{status, code}, []any{a.status, a.word("code")}, "%s", a.raw)
	require.NotEmpty(s.t, a.word("detail"))
}

// absurdFilesAreRefused brings what is no list: at once where that can be seen at once, else the batch says why it was refused.
func (s *batchStory) absurdFilesAreRefused() {
	bring := s.medical.bringing
	s.turned(bring(sent{feed: "medical", name: "空.csv"}), 422, "invalid")
	s.turned(bring(sent{feed: "medical"}), 422, "invalid")
	s.turned(bring(sent{name: "x.csv", content: "x"}), 422, "invalid")
	s.turned(bring(sent{feed: "no_such", name: "x.csv", content: "x"}), 422, "invalid")
	s.turned(s.medical.form("application/json", strings.NewReader(`{"feed":"medical"}`)), 415, "content_type_multipart")
	s.turned(s.medical.form("multipart/form-data; boundary=x", strings.NewReader("--x\r\nno end")), 400, "multipart_broken")
	s.turned(s.medical.form("multipart/form-data", strings.NewReader("x")), 400, "multipart_broken")
	noise := make([]byte, 40_000)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	head := "参保人身份证号,姓名,结算日期,自付金额"
	for name, content := range map[string]string{
		"乱码.csv": string(noise), "图片.xlsx": "\x89PNG\r\n\x1a\n" + string(noise), "断.xlsx": "PK\x03\x04" + string(noise), "文书.csv": "%PDF-1.7\n" + string(noise),
		"只有表头.csv": head + "\n", "没有表头.csv": "甲,乙\n1,2\n", "空白.csv": "\n\n , \n", "标记.csv": "\ufeff", "零.csv": strings.Repeat("\x00", 4000),
		"宽.csv": strings.Repeat("列,", 30_000) + "\n" + strings.Repeat("1,", 30_000), "一行.csv": head + strings.Repeat("长", 1_000_000),
		"外县.csv": head + ",村社区\n" + fmt.Sprintf("%s,某人,%s,1,330198001001\n", citizen(3), day(-3)),
	} {
		for lang, alien := range map[string]string{"zh-CN": "the", "en": "的"} {
			a := bring(sent{feed: "medical", name: name, content: content, headers: []string{"Accept-Language", lang}})
			require.Equal(s.t, 201, a.status, "%s: %s", name, a.raw)
			got := s.medical.atRest("/alerts/batches/" + a.word("id"))
			require.Equal(s.t, "refused", got.word("status"), "%s: %s", name, got.raw)
			require.NotEmpty(s.t, got.word("status_reason"), name)
			assert.NotContains(s.t, got.word("status_reason"), alien, "%s in %s", name, lang)
			s.medical.refused(409, "step_not_allowed", "POST", "/alerts/batches/"+a.word("id")+"/apply", nil)
		}
	}
}

// nothingBroke reads the log of it all: no answer was a fault of the server, and nobody is named.
func (s *batchStory) nothingBroke() {
	require.Contains(s.t, s.installation.run("", "audit", "verify"), "whole")
	s.process.stop()
	log := s.said()
	require.Greater(s.t, strings.Count(log, `"msg":"request"`), 100)
	for _, word := range []string{`"level":"ERROR"`, `"status":5`, "欧阳守仁", "赵铁柱", citizen(3), citizen(31)} {
		assert.NotContains(s.t, log, word)
	}
}
