package store

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

func (s *Store) sealMeans(r *models.HouseholdMeans) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.HouseholdID}
	r.FactsSealed = z.sealJSON("household_means.facts", r.Facts, len(r.Facts) == 0)
	return z.err
}

func (s *Store) openMeans(r *models.HouseholdMeans) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.HouseholdID}
	z.openJSON("household_means.facts", r.FactsSealed, &r.Facts)
	return z.err
}

// PutMeans keeps what a person said of a household, in the place of what was said before.
func (s *Store) PutMeans(ctx context.Context, r *models.HouseholdMeans) error {
	if err := s.sealMeans(r); err != nil {
		return err
	}
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "county_code"}, {Name: "household_id"}},
		DoUpdates: clause.Assignments(map[string]any{"facts_sealed": r.FactsSealed, "told_by": r.ToldBy, "told_at": r.ToldAt,
			"version": gorm.Expr("household_means.version + 1")})}).
		Create(r).Error)
}

// Means reads what persons said of households, by household.
func (s *Store) Means(ctx context.Context, county string, households []string) (map[string]models.HouseholdMeans, error) {
	out := map[string]models.HouseholdMeans{}
	err := s.eachHousehold(ctx, county, households, func(q *gorm.DB) error {
		var rows []models.HouseholdMeans
		if err := q.Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			if err := s.openMeans(&r); err != nil {
				return err
			}
			out[r.HouseholdID] = r
		}
		return nil
	})
	return out, err
}

// eachHousehold asks a statement of some households, so many at a time.
func (s *Store) eachHousehold(ctx context.Context, county string, households []string, ask func(*gorm.DB) error) error {
	for keys := range slices.Chunk(households, batchKeys) {
		if err := ask(s.db.WithContext(ctx).Where("county_code = ? AND household_id IN ?", county, keys)); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Standing is what a household has and has asked for.
type Standing struct {
	Applications []models.ApplicationKind // open requests
	Needs        []string                 // categories of needs that are not at their end
	Benefits     []string                 // names of what it received since a day
	RefusedOn    models.Date              // the last day on which a request was refused
	Ended        []models.Listing         // stays under a category that have ended since a day
}

// StandingOf reads what households have and have asked for, by household; benefits and stays since a day.
func (s *Store) StandingOf(ctx context.Context, county string, households []string, received, ended models.Date) (map[string]*Standing, error) {
	out := make(map[string]*Standing, len(households))
	for _, id := range households {
		out[id] = &Standing{}
	}
	err := s.eachHousehold(ctx, county, households, func(q *gorm.DB) error {
		q = q.Session(&gorm.Session{})
		var asked []models.Application
		if err := q.Select("household_id", "kind", "status", "decision", "decided_at").Order("id").Find(&asked).Error; err != nil {
			return err
		}
		for _, a := range asked {
			st := out[a.HouseholdID]
			if a.Status.Open() {
				st.Applications = append(st.Applications, a.Kind)
			}
			if a.Decision == "refused" && a.DecidedAt != nil {
				st.RefusedOn = max(st.RefusedOn, models.DateOf(*a.DecidedAt))
			}
		}
		var needs []models.Need
		if err := q.Select("household_id", "category").Where("status IN ?", models.NeedsNotEnded()).Order("id").Find(&needs).Error; err != nil {
			return err
		}
		for _, n := range needs {
			out[n.HouseholdID].Needs = append(out[n.HouseholdID].Needs, n.Category)
		}
		var got []models.Benefit
		if err := q.Select("household_id", "name").Where("granted_on >= ?", received).Order("id").Find(&got).Error; err != nil {
			return err
		}
		for _, b := range got {
			out[b.HouseholdID].Benefits = append(out[b.HouseholdID].Benefits, b.Name)
		}
		var stays []models.Listing
		if err := q.Where("person_id IS NULL AND listed_to >= ?", ended).Order("listed_from, id").Find(&stays).Error; err != nil {
			return err
		}
		for _, l := range stays {
			out[l.HouseholdID].Ended = append(out[l.HouseholdID].Ended, l)
		}
		return nil
	})
	return out, err
}

// SuggestionsOf reads the suggestions of households that are new, or that came to their end since a day, by household and in the order of their ids.
func (s *Store) SuggestionsOf(ctx context.Context, county string, households []string, since models.Date) (map[string][]models.Suggestion, error) {
	out := map[string][]models.Suggestion{}
	err := s.eachHousehold(ctx, county, households, func(q *gorm.DB) error {
		var rows []models.Suggestion
		if err := q.Where("status = ? OR updated_at >= ?", models.SuggestionNew, since.Start()).Order("id").Find(&rows).Error; err != nil {
			return err
		}
		for i := range rows {
			if err := s.openSuggestion(&rows[i]); err != nil {
				return err
			}
			out[rows[i].HouseholdID] = append(out[rows[i].HouseholdID], rows[i])
		}
		return nil
	})
	return out, err
}

// InsertSuggestions writes new suggestions.
func (s *Store) InsertSuggestions(ctx context.Context, rows []models.Suggestion) error {
	if len(rows) == 0 {
		return nil
	}
	if err := sealEach(rows, s.sealSuggestion); err != nil {
		return err
	}
	return translate(s.db.WithContext(ctx).CreateInBatches(rows, 100).Error)
}

// RenewSuggestion writes what a later run says of a suggestion that nobody has decided on.
func (s *Store) RenewSuggestion(ctx context.Context, r *models.Suggestion) error {
	if err := s.sealSuggestion(r); err != nil {
		return err
	}
	return s.step(ctx, &models.Suggestion{}, Key{r.CountyCode, r.ID}, string(models.SuggestionNew), Change{"run_id": r.RunID, "strength": r.Strength,
		"reasons_sealed": r.ReasonsSealed,
		"missing_sealed": r.MissingSealed, "amount_est_fen": r.AmountEstFen, "priority": r.Priority, "rule_version": r.RuleVersion, "title": r.Title, "basis": r.Basis,
		"changed_at": r.ChangedAt, "gone_at": r.GoneAt})
}

// SuggestionsLapsed reads suggestions that nobody decided on before their day has passed.
func (s *Store) SuggestionsLapsed(ctx context.Context, county string, day models.Date, limit int) ([]models.Suggestion, error) {
	var out []models.Suggestion
	err := s.read.WithContext(ctx).Where("county_code = ? AND status = ? AND gone_at IS NULL AND expires_on < ?", county, models.SuggestionNew, day).
		Order("expires_on, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// SuggestionRan tells whether the rules were asked about every household of a county on a day.
func (s *Store) SuggestionRan(ctx context.Context, county string, day models.Date) (bool, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.SuggestionRun{}).Where("county_code = ? AND ran_on = ?", county, day).Count(&n).Error
	return n > 0, translate(err)
}

// LastSuggestionRun reads the last night on which the rules were asked; nil for none.
func (s *Store) LastSuggestionRun(ctx context.Context, county string) (*models.SuggestionRun, error) {
	var rows []models.SuggestionRun
	err := s.read.WithContext(ctx).Where("county_code = ?", county).Order("ran_on DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	return &rows[0], nil
}

// InsertSuggestionRun notes a night; the same night again is a Conflict.
func (s *Store) InsertSuggestionRun(ctx context.Context, r *models.SuggestionRun) error {
	return s.insert(ctx, r)
}

// SuggestionCursor reads how far a county's log was followed; known is false where nobody has begun.
func (s *Store) SuggestionCursor(ctx context.Context, county string) (seq int64, known bool, err error) {
	var row models.SuggestionCursor
	err = s.read.WithContext(ctx).Where("county_code = ?", county).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, false, nil
	}
	return row.Seq, err == nil, translate(err)
}

// MoveSuggestionCursor puts the cursor forward, never back.
func (s *Store) MoveSuggestionCursor(ctx context.Context, county string, seq int64) error {
	return translate(s.db.WithContext(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "county_code"}},
		Where:     clause.Where{Exprs: []clause.Expression{gorm.Expr("suggestion_cursor.seq < ?", seq)}},
		DoUpdates: clause.Assignments(map[string]any{"seq": seq})}).Create(&models.SuggestionCursor{CountyCode: county, Seq: seq}).Error)
}

// touching are the nouns of events that change what a household may get, with the column by which their table knows the object.
var touching = map[string]string{"person": "id", "need": "id", "visit": "id", "application": "id", "alert": "id", "benefit": "id", "feed_batch": "batch_id"}

// TouchedBy answers the households that events happened to, each once and sorted.
func (s *Store) TouchedBy(ctx context.Context, county string, events []models.Event) ([]string, error) {
	byNoun := map[string][]string{}
	var out []string
	for _, e := range events {
		if e.Noun == "household" {
			out = append(out, e.ObjectID)
		} else if _, ok := touching[e.Noun]; ok {
			byNoun[e.Noun] = append(byNoun[e.Noun], e.ObjectID)
		}
	}
	for noun, ids := range byNoun {
		table := noun
		if noun == "feed_batch" {
			table = "signal"
		}
		for keys := range slices.Chunk(ids, batchKeys) {
			var found []string
			err := s.read.WithContext(ctx).Table(table).Distinct("household_id").Where("county_code = ? AND household_id IS NOT NULL", county).
				Where(touching[noun]+" IN ?", keys).Pluck("household_id", &found).Error
			if err != nil {
				return nil, translate(err)
			}
			out = append(out, found...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// SuggestionTally is what became of the suggestions of one rule.
type SuggestionTally struct {
	RuleCode                                                    string
	Issued, Open, Accepted, Converted, Rejected, Expired, Needs int64
}

// Decided counts those that were decided on or have expired, which is what the rate of adoption is of (K12).
func (t SuggestionTally) Decided() int64 { return t.Accepted + t.Converted + t.Rejected + t.Expired }

// Adopted counts those that were accepted or turned into something.
func (t SuggestionTally) Adopted() int64 { return t.Accepted + t.Converted }

// SuggestionTallies counts the suggestions that were issued in a period, by rule.
func (s *Store) SuggestionTallies(ctx context.Context, sc Scope, from, to models.Date) ([]SuggestionTally, error) {
	var out []SuggestionTally
	sum := func(status string) string { return "SUM(CASE WHEN status = '" + status + "' THEN 1 ELSE 0 END) AS " }
	err := s.scoped(ctx, sc).Model(&models.Suggestion{}).Select("rule_code, COUNT(*) AS issued, SUM(CASE WHEN status = 'new' AND gone_at IS NULL THEN 1 ELSE 0 END) AS open, "+
		sum("accepted")+"accepted, "+sum("converted")+"converted, "+sum("rejected")+"rejected, "+sum("expired")+"expired, "+
		"SUM(CASE WHEN converted_noun = 'need' THEN 1 ELSE 0 END) AS needs").
		Where("issued_at >= ? AND issued_at < ?", from.Start(), to.End()).Group("rule_code").Order("rule_code").Scan(&out).Error
	return out, translate(err)
}
