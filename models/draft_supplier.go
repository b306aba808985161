package models

// CheckSupplier finds every fault of a supplier draft: those of Check, and a kind that the USCC contradicts.
func CheckSupplier(in SupplierDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	uscc, _, _ := ParseUSCC(in.USCC)
	kind, known := SupplierKindOf(uscc)
	if in.Kind != "" && known && kind != in.Kind && kind != SupplierOther {
		faults = append(faults, FieldError{Field: "kind", Code: "kind_not_of_uscc"})
	}
	return faults
}

// Row makes the supplier of a draft without faults, as it applies. Without a region it is the whole county's; without a kind it has
// that of its USCC (GB 32100-2015), whose check character is believed or kept as legacy_override.
func (in SupplierDraft) Row(o Origin) *Supplier {
	uscc, check, _ := ParseUSCC(in.USCC)
	kind, _ := SupplierKindOf(uscc)
	if in.Kind != "" {
		kind = in.Kind
	}
	region, flaw := ParseRegionCode(in.RegionCode)
	if flaw != "" {
		region = o.County + "000000"
	}
	phone, _ := ParsePhone(in.Contact.Phone)
	return &Supplier{
		CountyCode: o.County, ID: o.id(in.ID), USCC: uscc, USCCCheck: check, Kind: kind, Name: CleanText(in.Name),
		Description: CleanText(in.Description), RegionCode: region, IsCharity: in.IsCharity, ContactName: CleanText(in.Contact.Name),
		ContactPhone: phone, SensitivityClearance: 2, Licences: ListOf(in.Licences), Status: SupplierApplied, AppliedAt: o.At,
		CreatedAt: o.At, UpdatedAt: o.At, Version: 1,
	}
}
