package exchange

import (
	"context"
	"path/filepath"

	"zhulian/models"
	"zhulian/store"
)

var (
	benefitKinds = vocabularyOf(word{"cash", "现金", "cash", "每月现金 月度现金 现金待遇"}, word{"special", "专项救助", "special relief", "专项"},
		word{"reduction", "减免", "reduction", "费用减免"}, word{"goods", "实物", "goods", "物资"}, word{"service", "服务", "service", ""},
		word{"one_off", "一次性救助", "one-off relief", "临时救助 一次性"}, word{"job", "就业培训", "work and training", "就业 培训"})
	providerKinds = vocabularyOf(word{"dept", "部门", "department", "政府"}, word{"ngo", "社会组织", "organisation", "慈善组织"}, word{"company", "企业", "company", "公司"})
	visibilities  = vocabularyOf(word{"shown", "显示", "shown", ""}, word{"renamed", "改名", "renamed", ""}, word{"hidden", "不显示", "hidden", "隐藏"})
)

var benefitKind = &kind{
	name: "benefits", tables: []string{"benefit"}, noun: "benefit", action: models.BenefitImport, personal: true, oneWay: true, begin: newBenefits,
	columns: []column{
		{field: "citizen_no", zh: "公民身份号码", also: []string{"身份证号", "身份证号码", "身份证", "id_number", "id_no"}, shape: asCode, required: true, personal: true},
		{field: "kind", zh: "待遇类型", also: []string{"类型", "类别"}, shape: asWord, words: benefitKinds, required: true},
		{field: "name", zh: "待遇名称", also: []string{"名称", "项目", "项目名称"}, shape: asText, required: true},
		{field: "provider", zh: "发放单位", also: []string{"单位名称", "来源", "提供方"}, shape: asText, required: true},
		{field: "provider_kind", zh: "单位类型", also: []string{"提供方类型"}, shape: asWord, words: providerKinds},
		{field: "amount", zh: "金额(元)", also: []string{"金额", "发放金额"}, shape: asYuan},
		{field: "quantity", zh: "数量", also: []string{"qty"}, shape: asWhole},
		{field: "unit", zh: "计量单位", also: []string{"单位"}, shape: asText},
		{field: "granted_on", zh: "发放日期", also: []string{"日期", "到账日期"}, shape: asDate, required: true},
		{field: "period_from", zh: "所属期起", also: []string{"开始日期"}, shape: asDate},
		{field: "period_to", zh: "所属期止", also: []string{"结束日期"}, shape: asDate},
		{field: "category", zh: "需求类别", also: []string{"类别代码"}, shape: asKind},
		{field: "account_tail", zh: "账号后四位", also: []string{"账户尾号"}, shape: asCode, personal: true},
		{field: "source_ref", zh: "凭证号", also: []string{"流水号", "编号"}, shape: asCode},
		{field: "visibility", zh: "清单显示", also: []string{"是否显示"}, shape: asWord, words: visibilities},
		{field: "hide_provider", zh: "不留名", also: []string{"匿名"}, shape: asYesNo, words: yesNo},
	},
}

type benefitLine struct {
	draft     models.BenefitDraft
	citizen   string
	line      int
	household *store.OnFile
}

type benefits struct {
	s       *session
	rows    []benefitLine
	repeats int
}

func newBenefits(s *session) batch { return &benefits{s: s} }

func (b *benefits) take(l *line) {
	number, flaw := models.ParseCitizenNo(l.raw("citizen_no"), b.s.today.End())
	if l.raw("citizen_no") == "" {
		l.fault("citizen_no", "required")
	} else if flaw != "" {
		l.fault("citizen_no", flaw)
	}
	d := models.BenefitDraft{Kind: models.BenefitKind(l.word("kind")), Name: l.text("name"), Provider: l.text("provider"), ProviderKind: l.word("provider_kind"),
		AmountFen: l.fen("amount"), Quantity: l.whole("quantity"), Unit: l.unit(), GrantedOn: l.date("granted_on"), PeriodFrom: l.date("period_from"),
		PeriodTo: l.date("period_to"), Category: l.category("category"), AccountTail: folded(l.raw("account_tail")), SourceRef: l.text("source_ref"),
		Visibility: models.Visibility(l.word("visibility")), HideProvider: l.yes("hide_provider")}
	l.add(models.CheckBenefit(d, b.s.today))
	b.rows = append(b.rows, benefitLine{draft: d, citizen: number, line: l.row.Line})
}

func (b *benefits) close() []fault { return nil }

// check refuses a file that was imported before, and finds whose the rows are.
func (b *benefits) check(ctx context.Context, in *store.Store) ([]fault, error) {
	before, err := in.BenefitBatchOf(ctx, b.s.county, b.s.sum)
	if err != nil {
		return nil, err
	}
	if before != nil {
		return nil, models.Conflict("benefit_file_known").With("day", string(models.DateOf(before.ImportedAt)))
	}
	byIndex := map[string]store.OnFile{}
	for from := 0; from < len(b.rows); from += chunk {
		var indexes [][]byte
		for _, r := range b.rows[from:min(from+chunk, len(b.rows))] {
			if r.citizen != "" {
				indexes = append(indexes, in.CitizenIndex(b.s.county, r.citizen))
			}
		}
		found, err := in.PersonsByCitizen(ctx, b.s.county, indexes)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			byIndex[string(p.CitizenIndex)] = p
		}
	}
	var faults []fault
	for i := range b.rows {
		r := &b.rows[i]
		if r.citizen == "" {
			continue
		}
		if p, known := byIndex[string(in.CitizenIndex(b.s.county, r.citizen))]; known {
			r.household = &p
		} else {
			faults = append(faults, fault{line: r.line, field: "citizen_no", code: "citizen_unknown"})
		}
	}
	b.s.objects = len(b.rows)
	return faults, nil
}

func (b *benefits) write(ctx context.Context, in *store.Store, out *Result) error {
	at := b.s.origin()
	batch := models.BenefitBatch{CountyCode: b.s.county, ID: at.NewID(), FileName: filepath.Base(b.s.order.File), SHA256: b.s.sum, RowsCount: len(b.rows),
		ImportedBy: b.s.order.By, ImportedAt: b.s.now}
	b.repeats = 0
	for from := 0; from < len(b.rows); from += chunk {
		part := b.rows[from:min(from+chunk, len(b.rows))]
		if err := b.warn(ctx, in, part); err != nil {
			return err
		}
		rows := make([]models.Benefit, len(part))
		for i, r := range part {
			rows[i] = models.NewBenefit(r.draft, at)
			rows[i].HouseholdID, rows[i].PersonID, rows[i].RegionCode, rows[i].BatchID = r.household.HouseholdID, &r.household.ID, r.household.RegionCode, batch.ID
		}
		if err := in.InsertAll(ctx, rows); err != nil {
			return err
		}
		if err := b.s.written(ctx, in, out, len(rows)); err != nil {
			return err
		}
	}
	batch.Repeats, out.Repeats = b.repeats, b.repeats
	if err := in.InsertAll(ctx, []models.BenefitBatch{batch}); err != nil {
		return err
	}
	b.s.conclude(in, b.s.county, len(b.rows))
	return nil
}

// warn counts the rows that repeat help of one category within a week: of what the household has on file, rows before included. It forbids
// nothing.
func (b *benefits) warn(ctx context.Context, in *store.Store, part []benefitLine) error {
	households := map[string]bool{}
	first, last := models.Date(""), models.Date("")
	for _, r := range part {
		if r.draft.Category == "" {
			continue
		}
		households[r.household.HouseholdID] = true
		if first == "" || r.draft.GrantedOn < first {
			first = r.draft.GrantedOn
		}
		last = max(last, r.draft.GrantedOn)
	}
	if len(households) == 0 {
		return nil
	}
	ids := make([]string, 0, len(households))
	for id := range households {
		ids = append(ids, id)
	}
	had, err := in.HelpOf(ctx, b.s.county, ids, first.AddDays(-models.RepeatDays), last.AddDays(models.RepeatDays))
	if err != nil {
		return err
	}
	for _, r := range part {
		if r.draft.Category == "" {
			continue
		}
		for _, h := range had {
			near := h.On <= r.draft.GrantedOn.AddDays(models.RepeatDays) && r.draft.GrantedOn <= h.On.AddDays(models.RepeatDays)
			if near && h.HouseholdID == r.household.HouseholdID && h.Category == r.draft.Category {
				b.repeats++
				break
			}
		}
		had = append(had, store.RecentHelp{HouseholdID: r.household.HouseholdID, Category: r.draft.Category, On: r.draft.GrantedOn})
	}
	return nil
}
