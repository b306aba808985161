package exchange

import (
	"context"
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

type supplierLine struct {
	draft     models.SupplierDraft
	uscc      string // in its one form, "" when unusable
	clearance *int
	status    models.SupplierStatus
	line      int
}

type suppliers struct {
	s     *session
	rows  []supplierLine
	lines map[string]int // by USCC
}

func newSuppliers(s *session) batch { return &suppliers{s: s, lines: map[string]int{}} }

func (b *suppliers) take(l *line) {
	r := supplierLine{line: l.row.Line, clearance: l.small("sensitivity_clearance"), status: models.SupplierStatus(l.word("status"))}
	r.draft = models.SupplierDraft{
		Name: l.text("name"), USCC: l.raw("uscc"), Kind: models.SupplierKind(l.word("kind")), Description: l.text("description"),
		RegionCode: folded(l.raw("region_code")), IsCharity: l.yes("is_charity"), Licences: l.licences("licences"),
		Contact: models.ContactDraft{Name: l.text("contact_name"), Phone: l.raw("contact_phone")},
	}
	l.add(slices.DeleteFunc(models.CheckSupplier(r.draft, b.s.today), ofLogin))
	if r.clearance != nil && (*r.clearance < 0 || *r.clearance > 2) {
		l.fault("sensitivity_clearance", "clearance")
	}
	r.uscc, _, _ = models.ParseUSCC(r.draft.USCC)
	if first, twice := b.lines[r.uscc]; twice && r.uscc != "" {
		l.faultWith("uscc", "twice_since", models.Args{"line": first})
		return
	}
	b.lines[r.uscc] = r.line
	b.rows = append(b.rows, r)
}

// ofLogin tells faults of the first login, which a list does not name: somebody opens it.
func ofLogin(f models.FieldError) bool { return strings.HasPrefix(f.Field, "user.") }

func (b *suppliers) close() []fault { return nil }

func (b *suppliers) check(ctx context.Context, in *store.Store) ([]fault, error) {
	codes := make([]string, 0, len(b.rows))
	for _, r := range b.rows {
		if r.uscc != "" {
			codes = append(codes, r.uscc)
		}
	}
	known, err := in.SuppliersByUSCC(ctx, b.s.county, codes)
	if err != nil {
		return nil, err
	}
	places, err := b.s.countyRegions(ctx, in)
	if err != nil {
		return nil, err
	}
	var faults []fault
	for _, r := range b.rows {
		if _, there := known[r.uscc]; there {
			faults = append(faults, fault{line: r.line, field: "uscc", code: "uscc_known"})
		}
		// A supplier may be registered in another county; only a region of this one must exist here.
		code, flaw := models.ParseRegionCode(r.draft.RegionCode)
		if flaw == "" && models.CountyOf(code) == b.s.county {
			if flaw := b.s.regionFlaw(places, code); flaw != "" {
				faults = append(faults, fault{line: r.line, field: "region_code", code: flaw})
			}
		}
	}
	return faults, nil
}

func (b *suppliers) write(ctx context.Context, in *store.Store, out *Result) error {
	origin := b.s.origin()
	b.s.objects = len(b.rows)
	for part := range slices.Chunk(b.rows, chunk) {
		rows := make([]models.Supplier, len(part))
		for i, r := range part {
			rows[i] = *r.draft.Row(origin)
			if r.clearance != nil {
				rows[i].SensitivityClearance = *r.clearance
			}
			if err := b.walk(in, &rows[i], r.status); err != nil {
				return err
			}
			if rows[i].Status == models.SupplierChecking {
				out.Waiting++
			}
		}
		if err := in.InsertAll(ctx, rows); err != nil {
			return err
		}
		if err := b.s.written(ctx, in, out, len(part)); err != nil {
			return err
		}
	}
	b.s.conclude(in, b.s.county, out.Created)
	return nil
}

// supplierPaths are the steps by which a new supplier comes to a status.
var supplierPaths = map[models.SupplierStatus][]string{
	models.SupplierApplied:   {"apply"},
	models.SupplierChecking:  {"apply", "check"},
	models.SupplierApproved:  {"apply", "approve"},
	models.SupplierActive:    {"apply", "approve", "activate"},
	models.SupplierRejected:  {"apply", "reject"},
	models.SupplierSuspended: {"apply", "approve", "activate", "suspend"},
	models.SupplierExited:    {"apply", "approve", "activate", "exit"},
}

// walk takes a supplier step by step to the status that its row names, active when it names none. A USCC that fails its check digit
// stops before approval, because a second person must look at it (domain report §16.1).
func (b *suppliers) walk(in *store.Store, r *models.Supplier, to models.SupplierStatus) error {
	if to == "" {
		to = models.SupplierActive
	}
	if r.USCCCheck == models.USCCLegacyOverride && to != models.SupplierApplied && to != models.SupplierRejected {
		to = models.SupplierChecking
	}
	from := models.SupplierStatus("")
	for _, name := range supplierPaths[to] {
		next, err := models.SupplierSteps.Next(name, from)
		if err != nil {
			return err
		}
		b.s.record(in, step{
			id: r.ID, name: name, from: string(from), to: string(next), region: r.RegionCode, supplier: r.ID,
			data: map[string]string{"uscc_check": string(r.USCCCheck)},
		})
		if name == "approve" {
			at := b.s.now
			r.ApprovedAt = &at
		}
		from = next
	}
	r.Status = from
	return nil
}
