package outreach

import (
	"slices"

	"zhulian/rules"
)

// benefitEnded is the code of unemployment under which the benefit ran out; all others are jobs that were lost.
const benefitEnded = "benefit_ended"

// eventFacts put the signals of a feed together with who the members are.
func eventFacts() []fact {
	return []fact{
		{Fact: declared("disability_grade", rules.KindInt, "新领残疾证等级（最重）", "level of new disability certificates, the most severe"), feeds: []string{"disability"},
			of: func(k *known, days int) (any, bool) {
				worst, found := 0, false
				for _, s := range k.within("disability", days) {
					if n, ok := numberOf(s, "level"); ok && n > 0 && (!found || n < worst) {
						worst, found = n, true
					}
				}
				return worst, found
			}},
		{Fact: declared("worker_age_deaths_n", rules.KindInt, "劳动年龄成员死亡人数", "deaths of members of working age"), feeds: []string{"death"}, of: workerDeaths},
		{Fact: declared("jobs_lost_n", rules.KindInt, "失业登记数", "jobs lost"), feeds: []string{"unemployment"},
			of: func(k *known, days int) (any, bool) { return len(jobsLost(k, days)), true }},
		{Fact: declared("sole_earner_lost", rules.KindBool, "失业者为唯一劳动力", "the only earner lost the job"), feeds: []string{"unemployment"},
			of: func(k *known, days int) (any, bool) { return anySays(jobsLost(k, days), "sole_earner") }},
		{Fact: declared("other_earners_n", rules.KindInt, "其他就业成员数", "other members with a job"), of: otherEarners},
		{Fact: declared("income_reported_fen", rules.KindMoney, "申报月收入合计", "monthly incomes reported"), feeds: []string{"income"}, of: incomeReported},
	}
}

// timeFacts look at how long something has lasted.
func timeFacts() []fact {
	return []fact{
		{Fact: declared("benefit_ended_days", rules.KindInt, "失业保险待遇期满天数", "days since unemployment benefit ended"), feeds: []string{"unemployment"},
			of: func(k *known, days int) (any, bool) {
				s, ok := newestEnded(k, days)
				return k.at - s.day, ok
			}},
		{Fact: declared("employed_again", rules.KindBool, "待遇期满后已就业", "employed again since"), feeds: []string{"unemployment"}, of: employedAgain},
		{Fact: declared("insurance_lapsed_days", rules.KindInt, "医保断缴天数", "days of medical insurance unpaid"), feeds: []string{"insurance"},
			of: func(k *known, days int) (any, bool) {
				most, found := 0, false
				for _, s := range k.within("insurance", days) {
					told, _ := numberOf(s, "unpaid_days")
					most, found = max(most, told, k.at-s.day), true
				}
				return most, found
			}},
	}
}

// workerDeaths counts deaths at 16 to 59. Where an age is not known, none found is not known either.
func workerDeaths(k *known, days int) (any, bool) {
	n, sure := 0, true
	for _, s := range k.within("death", days) {
		p := k.member(s.PersonID)
		switch {
		case p == nil || p.BirthDate == "":
			sure = false
		case workingFrom <= p.AgeOn(s.EventOn) && p.AgeOn(s.EventOn) <= workingUpTo:
			n++
		}
	}
	return n, sure || n > 0
}

func jobsLost(k *known, days int) []signal {
	return slices.DeleteFunc(slices.Clone(k.within("unemployment", days)), func(s signal) bool { return s.Code == benefitEnded })
}

// otherEarners counts the living members with a job, without those whom unemployment was signalled of. It is not known where nobody is found
// and it is not on file what somebody of working age does.
func otherEarners(k *known, days int) (any, bool) {
	if k.household == nil {
		return nil, false
	}
	out := map[string]bool{}
	for _, s := range k.within("unemployment", days) {
		if s.PersonID != nil {
			out[*s.PersonID] = true
		}
	}
	n, sure := 0, true
	for _, p := range k.living() {
		age := p.AgeOn(k.day)
		switch {
		case out[p.ID]:
		case p.Profile.Employment == "employed":
			n++
		case p.Profile.Employment == "" && (age < 0 || workingFrom+2 <= age && age <= workingUpTo):
			sure = false
		}
	}
	return n, sure || n > 0
}

// incomeReported is the sum of the newest income of each person within the window.
func incomeReported(k *known, days int) (any, bool) {
	newest, found := map[string]int64{}, false
	for _, s := range k.within("income", days) {
		if s.AmountFen != nil {
			newest[personKey(s)], found = *s.AmountFen, true
		}
	}
	sum := int64(0)
	for _, fen := range newest {
		sum = min(sum+min(fen, mostFen), mostFen)
	}
	return int(sum), found
}

func personKey(s signal) string {
	if s.PersonID != nil {
		return *s.PersonID
	}
	return string(s.PersonIndex)
}

func newestEnded(k *known, days int) (signal, bool) {
	for _, s := range slices.Backward(k.within("unemployment", days)) {
		if s.Code == benefitEnded {
			return s, true
		}
	}
	return signal{}, false
}

// employedAgain asks the newest signal of the end, then the file of its person.
func employedAgain(k *known, days int) (any, bool) {
	s, ok := newestEnded(k, days)
	if !ok {
		return nil, false
	}
	if told, ok := anySays([]signal{s}, "employed_again"); ok {
		return told, true
	}
	p := k.member(s.PersonID)
	if p == nil || !slices.Contains([]string{"employed", "unemployed"}, p.Profile.Employment) {
		return nil, false
	}
	return p.Profile.Employment == "employed", true
}
