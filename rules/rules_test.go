package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/rules"
)

func schema() rules.Schema {
	return rules.NewSchema(
		rules.Fact{Name: "paid_fen", Kind: rules.KindMoney, NameZH: "自付费用", NameEN: "self-paid"},
		rules.Fact{Name: "income_fen", Kind: rules.KindMoney},
		rules.Fact{Name: "age", Kind: rules.KindInt},
		rules.Fact{Name: "alone", Kind: rules.KindBool},
		rules.Fact{Name: "category", Kind: rules.KindCode, Codes: []string{"D1", "E1", "X1"}},
		rules.Fact{Name: "town", Kind: rules.KindCode},
		rules.Fact{Name: "tags", Kind: rules.KindCodes, Codes: []string{"elderly", "disabled"}},
		rules.Fact{Name: "born", Kind: rules.KindDate},
	).Given(rules.Fact{Name: "limit_fen", Kind: rules.KindMoney}, 20_000_00).Given(rules.Fact{Name: "percent", Kind: rules.KindInt}, 50)
}

func compiled(t *testing.T, expression string) *rules.Program {
	t.Helper()
	p, err := rules.Compile(expression, schema())
	require.NoError(t, err, expression)
	return p
}

func TestExpressionsJudgeTypedFacts(t *testing.T) {
	facts := rules.Facts{"paid_fen": 20_000_00, "income_fen": 40_000_00, "age": 80, "alone": true, "category": "E1", "town": "330199001000",
		"tags": []string{"elderly"}, "born": "1946-11-24"}
	for expression, want := range map[string]bool{
		`paid_fen >= limit_fen`:                       true,
		`paid_fen > limit_fen`:                        false,
		`paid_fen >= yuan(20000)`:                     true,
		`paid_fen >= yuan(20001)`:                     false,
		`paid_fen * 100 >= income_fen * percent`:      true,
		`paid_fen * 100 > income_fen * percent`:       false,
		`-age < 0`:                                    true,
		`age + 1 > 80 && alone`:                       true,
		`age - 1 >= 80 or not alone`:                  false,
		`!alone`:                                      false,
		`alone == true`:                               true,
		`category in ["E1", "X1"]`:                    true,
		`category not in ["E1", "X1"]`:                false,
		`category != "D1" and town == "330199001000"`: true,
		`"elderly" in tags`:                           true,
		`"disabled" in tags`:                          false,
		`born <= date("1946-11-24")`:                  true,
		`born < date("1946-11-24")`:                   false,
		`18 <= age <= 80`:                             true,
		`age == 80 and (paid_fen > yuan(1) or income_fen == yuan(0))`: true,
	} {
		got, err := compiled(t, expression).Holds(facts)
		require.NoError(t, err, expression)
		assert.Equal(t, want, got, expression)
	}
}

func TestWhatIsNotKnownStaysUnknown(t *testing.T) {
	facts := rules.Facts{"age": 80, "alone": false}
	for expression, want := range map[string]rules.Verdict{
		`paid_fen > yuan(1)`:                              {Truth: rules.Unknown, Missing: []string{"paid_fen"}},
		`not (paid_fen > yuan(1))`:                        {Truth: rules.Unknown, Missing: []string{"paid_fen"}},
		`paid_fen > income_fen and age > 1`:               {Truth: rules.Unknown, Missing: []string{"income_fen", "paid_fen"}},
		`paid_fen > yuan(1) and alone`:                    {Truth: rules.No, Used: []string{"alone"}},
		`paid_fen > yuan(1) or age == 80`:                 {Truth: rules.Yes, Used: []string{"age"}},
		`alone or born < date("2000-01-01")`:              {Truth: rules.Unknown, Missing: []string{"born"}},
		`age == 80 or not alone`:                          {Truth: rules.Yes, Used: []string{"age", "alone"}},
		`known(paid_fen)`:                                 {Truth: rules.No, Used: []string{"paid_fen"}},
		`not known(paid_fen) and age >= 80`:               {Truth: rules.Yes, Used: []string{"age", "paid_fen"}},
		`known(age) and (age > 90 or paid_fen > yuan(1))`: {Truth: rules.Unknown, Missing: []string{"paid_fen"}},
	} {
		got, err := compiled(t, expression).Judge(facts)
		require.NoError(t, err, expression)
		assert.Equal(t, want, got, expression)
	}
}

func TestTheFactsThatAnExpressionReadsAreKnown(t *testing.T) {
	p := compiled(t, `known(born) and paid_fen >= limit_fen and (age > 1 or age < 0)`)
	assert.Equal(t, []string{"age", "born", "paid_fen"}, p.Uses(), "a threshold is no fact")
}

func TestAWrongExpressionIsRefusedWithItsPlace(t *testing.T) {
	for expression, want := range map[string]models.FieldError{
		``:                                  {Code: "rule_syntax", Args: models.Args{"line": 1, "column": 1}},
		`age >`:                             {Code: "rule_syntax", Args: models.Args{"line": 1, "column": 5}},
		"age > 1 and\n  agee > 2":           {Code: "rule_unknown_fact", Args: models.Args{"line": 2, "column": 3, "name": "agee"}},
		`年龄 > 1`:                            {Code: "rule_unknown_fact", Args: models.Args{"line": 1, "column": 1, "name": "年龄"}},
		`age`:                               {Code: "rule_not_yes_or_no", Args: models.Args{"line": 1, "column": 1}},
		`age + 1`:                           {Code: "rule_not_yes_or_no", Args: models.Args{"line": 1, "column": 5}},
		`paid_fen > 20000`:                  {Code: "rule_money_with_number", Args: models.Args{"line": 1, "column": 10}},
		`paid_fen + 1 > yuan(2)`:            {Code: "rule_money_with_number", Args: models.Args{"line": 1, "column": 10}},
		`paid_fen * income_fen > yuan(2)`:   {Code: "rule_money_times_money", Args: models.Args{"line": 1, "column": 10}},
		`age > "80"`:                        {Code: "rule_kinds_differ", Args: models.Args{"line": 1, "column": 5, "operator": ">"}},
		`age and alone`:                     {Code: "rule_needs_yes_or_no", Args: models.Args{"line": 1, "column": 5, "operator": "and"}},
		`not age`:                           {Code: "rule_needs_yes_or_no", Args: models.Args{"line": 1, "column": 1, "operator": "not"}},
		`category + "x" == "E1"`:            {Code: "rule_needs_numbers", Args: models.Args{"line": 1, "column": 10, "operator": "+"}},
		`category < "E1"`:                   {Code: "rule_no_order", Args: models.Args{"line": 1, "column": 10, "operator": "<"}},
		`category == "E9"`:                  {Code: "rule_no_such_code", Args: models.Args{"line": 1, "column": 13, "name": "category"}},
		`category in ["E1", "E9"]`:          {Code: "rule_no_such_code", Args: models.Args{"line": 1, "column": 20, "name": "category"}},
		`"gone" in tags`:                    {Code: "rule_no_such_code", Args: models.Args{"line": 1, "column": 1, "name": "tags"}},
		`age in [1, 2]`:                     {Code: "rule_in", Args: models.Args{"line": 1, "column": 9}},
		`age > 1.5`:                         {Code: "rule_whole_numbers", Args: models.Args{"line": 1, "column": 7}},
		`age > 99999999999`:                 {Code: "rule_number_too_large", Args: models.Args{"line": 1, "column": 7}},
		`paid_fen * 1000000 * 10 > yuan(1)`: {Code: "rule_number_too_large", Args: models.Args{"line": 1, "column": 20}},
		`age / 2 > 1`:                       {Code: "rule_not_taken", Args: models.Args{"line": 1, "column": 5}},
		`age ** 9 > 1`:                      {Code: "rule_not_taken", Args: models.Args{"line": 1, "column": 5}},
		`yuan(age) > yuan(1)`:               {Code: "rule_argument", Args: models.Args{"line": 1, "column": 1, "operator": "yuan"}},
		`born > date("20260101")`:           {Code: "rule_argument", Args: models.Args{"line": 1, "column": 8, "operator": "date"}},
		`known(age) == alone`:               {Code: "rule_known_alone", Args: models.Args{"line": 1, "column": 1}},
		`known(limit_fen)`:                  {Code: "rule_argument", Args: models.Args{"line": 1, "column": 1, "operator": "known"}},
		`true`:                              {Code: "rule_no_fact", Args: models.Args{"line": 1, "column": 1}},
		`limit_fen > yuan(1)`:               {Code: "rule_no_fact", Args: models.Args{"line": 1, "column": 11}},
		`alone ? alone : alone`:             {Code: "rule_not_taken", Args: models.Args{"line": 1, "column": 21}},
	} {
		want.Field = "expression"
		_, err := rules.Compile(expression, schema())
		var e *models.Error
		require.ErrorAs(t, err, &e, expression)
		assert.Equal(t, []models.FieldError{want}, e.Fields, expression)
	}
}

// Nothing that repeats, grows or reaches out is taken at all, so that what is taken ends.
func TestAnExpressionThatCouldRunForEverIsRefused(t *testing.T) {
	for _, expression := range []string{
		`all(1..1000000000, {all(1..1000000000, {# > 0})})`,
		`reduce(1..1000000000, {#acc + #}, 0) > 0`,
		`len(1..1000000000) > age`,
		`count(tags, {# == "elderly"}) > 0`,
		`filter(tags, {true}) == tags`,
		`age in 1..1000000000`,
		`repeat("x", 1000000000) == town`,
		`town matches "(a+)+$"`,
		`town contains "x"`,
		`let x = age; x > 1`,
		`age > 1; alone`,
		`tags[0] == "elderly"`,
		`tags | any({# == "elderly"})`,
		`{"a": age} == {"a": 1}`,
		`now() > born`,
		`$env["age"] > 1`,
		`alone ?? true`,
		`nil == alone`,
		strings.Repeat("(", 900) + "alone" + strings.Repeat(")", 1200),
		strings.Repeat("not ", 400) + "alone",
		strings.Repeat("age + ", 300) + "1 > 0",
		strings.Repeat("alone or ", 400) + "alone",
	} {
		_, err := rules.Compile(expression, schema())
		assert.Equal(t, models.KindInvalid, models.KindOf(err), expression)
	}
}

func TestTheLargestExpressionThatIsTakenIsJudgedWithoutOverflow(t *testing.T) {
	p := compiled(t, strings.Repeat("alone or ", 140)+"paid_fen * 1000000 > yuan(0)")
	v, err := p.Judge(rules.Facts{"alone": false, "paid_fen": 10_000_000_000_00})
	require.NoError(t, err)
	assert.Equal(t, rules.Verdict{Truth: rules.Yes, Used: []string{"paid_fen"}}, v)
}

func TestAFactOfTheWrongKindIsAnErrorAndNoAnswer(t *testing.T) {
	for _, wrong := range []any{"80", 80.0, int64(80), true, nil, 2_000_000} {
		_, err := compiled(t, `age > 1 or alone`).Holds(rules.Facts{"age": wrong, "alone": true})
		assert.ErrorContains(t, err, "the fact age is no int")
	}
}

func TestAParameterOfTheWrongKindIsRefused(t *testing.T) {
	s := schema().Given(rules.Fact{Name: "years", Kind: rules.KindInt}, "eighty")
	_, err := rules.Compile(`age >= years`, s)
	var e *models.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "rule_value_of_parameter", e.Fields[0].Code)
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		`paid_fen >= limit_fen and (alone or "elderly" in tags)`, `category in ["E1"] and not known(born)`, `born < date("2000-01-01")`,
		`1 < age < 3`, "年龄 > 1", `all(tags, {#})`, "age >\n", `-age*2 - 3 <= 4`, `town == "\u0000'\""`,
	} {
		f.Add(seed)
	}
	s := schema()
	full := rules.Facts{"paid_fen": 1, "income_fen": 2, "age": 3, "alone": true, "category": "E1", "town": "t", "tags": []string{"elderly"}, "born": "2000-01-01"}
	f.Fuzz(func(t *testing.T, expression string) {
		p, err := rules.Compile(expression, s)
		if err != nil {
			require.Equal(t, models.KindInvalid, models.KindOf(err))
			return
		}
		known, err := p.Judge(full)
		require.NoError(t, err)
		require.NotEqual(t, rules.Unknown, known.Truth, "everything is known")
		again, err := p.Judge(full)
		require.NoError(t, err)
		require.Equal(t, known, again)
		nothing, err := p.Judge(rules.Facts{})
		require.NoError(t, err)
		require.Subset(t, p.Uses(), append(nothing.Missing, nothing.Used...))
	})
}
