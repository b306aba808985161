package models

// CheckNeed finds every fault of a need draft: those of Check and those that span several fields or lie in the past.
func CheckNeed(in NeedDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, FieldError{Field: field, Code: code})
		}
	}
	add(in.NeededBy != "" && in.NeededBy < today, "needed_by", "in_past")
	add(in.NeededBy != "" && in.Earliest != "" && in.NeededBy < in.Earliest, "needed_by", "before_start")
	add(in.Frequency != nil && in.Frequency.Until != "" && in.Frequency.Until < today, "frequency.until", "in_past")
	return faults
}

// Row makes the need of a household from a draft without faults, submitted or, where the draft says so, kept as a draft. The person
// must be one of the household's loaded persons, else it is Invalid not_a_member.
func (in NeedDraft) Row(h *Household, o Origin) (*Need, error) {
	at := o.At
	category, _ := o.Categories.Local(in.Category, DateOf(at))
	n := &Need{
		CountyCode: h.CountyCode, ID: o.id(in.ID), HouseholdID: h.ID, RegionCode: h.RegionCode, Category: in.Category,
		Title: CleanText(in.Title), Detail: CleanText(in.Detail), Quantity: in.Quantity, Unit: CleanText(in.Unit),
		Frequency: in.Frequency, Urgency: in.Urgency, Earliest: in.Earliest, NeededBy: in.NeededBy, DeliveryMode: in.DeliveryMode,
		Sensitivity: category.Sensitivity, ValueEstFen: in.ValueEstFen, Source: in.Source, PublishScope: "county",
		Status: NeedSubmitted, SubmittedBy: o.By, SubmittedAt: &at, CreatedAt: at, UpdatedAt: at, Version: 1,
	}
	n.No = ShortNo("N", n.ID, DateOf(at))
	if in.Draft {
		n.Status, n.SubmittedAt = NeedDrafted, nil
	}
	if in.SourceID != "" {
		n.SourceID = &in.SourceID
	}
	if in.PersonID != "" {
		n.PersonID = &in.PersonID
		if n.PersonIn(h.Persons) == nil {
			return nil, InvalidField("person_id", "not_a_member")
		}
	}
	n.TitlePublic = PublicTitle(*n, h.Persons, DateOf(at))
	return n, nil
}

// PersonIn finds whom the need is for among the members of its household; nil when it is for all of them.
func (n Need) PersonIn(persons []Person) *Person {
	if n.PersonID == nil {
		return nil
	}
	for i := range persons {
		if persons[i].ID == *n.PersonID {
			return &persons[i]
		}
	}
	return nil
}

// ForChild tells whether the need is for a child under 14, of whom everything is sensitive (PIPL art. 28).
func (n Need) ForChild(persons []Person, today Date) bool {
	p := n.PersonIn(persons)
	return p != nil && p.AgeOn(today) >= 0 && p.AgeOn(today) < 14
}

// PublicTitle is what suppliers may read of a title: no free text at all for a child under 14 or a need of level 3, otherwise the
// title without anything that could identify somebody (domain report §17.2).
func PublicTitle(n Need, persons []Person, today Date) string {
	category, _ := CategoryByCode(n.Category)
	switch {
	case n.Sensitivity >= 3:
		return category.NameZH
	case n.ForChild(persons, today):
		return "儿童:" + category.NameZH
	}
	names := make([]string, 0, len(persons))
	for _, p := range persons {
		names = append(names, p.Name)
	}
	clean, _ := Deidentify(n.Title, names)
	return clean
}
