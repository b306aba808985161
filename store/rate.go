package store

import (
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhulian/models"
)

// everywhere is the county of rows that belong to no county.
const everywhere = "000000"

// spend takes tokens out of buckets in one statement; what a bucket gained since it was last spent from is reckoned in it. The clock of another server may be
// a little ahead: nothing is gained backwards. LEFT is what of a bucket is still taken.
const spend = `INSERT INTO rate_bucket AS b (county_code, name, key, taken, refused, spent_at) VALUES ROWS
ON CONFLICT (county_code, name, key) DO UPDATE SET
 taken = CASE WHEN @most > 0 AND LEFT + excluded.taken > @most THEN LEFT ELSE LEFT + excluded.taken END,
 refused = @most > 0 AND LEFT + excluded.taken > @most,
 spent_at = excluded.spent_at
RETURNING key, taken, refused`

// left is what of a bucket is still taken, in each dialect.
var left = map[string]string{
	Postgres: `GREATEST(0, b.taken - GREATEST(0, EXTRACT(EPOCH FROM excluded.spent_at - b.spent_at)) * CAST(@rate AS double precision))`,
	SQLite:   `MAX(0, b.taken - MAX(0, unixepoch(excluded.spent_at, 'subsec') - unixepoch(b.spent_at, 'subsec')) * CAST(@rate AS REAL))`,
}

// Spend takes tokens out of the buckets of a limit, by key, and answers how many are then taken of each; where most is not 0, a bucket of which more would be taken
// is left as it is, and the answer, larger than most, says so. Keys are kept as keyed hashes.
func (s *Store) Spend(ctx context.Context, limit string, perSecond, most float64, tokens map[string]float64) (map[string]float64, error) {
	args := map[string]any{"rate": perSecond, "most": most, "county": everywhere, "name": limit, "now": s.Now()}
	keys := map[string]string{}
	for key := range tokens {
		keys[s.rateKey(limit, key)] = key
	}
	var values []string
	for i, hash := range slices.Sorted(maps.Keys(keys)) { // in one order everywhere, so that no two statements wait for each other
		k, n := "key"+strconv.Itoa(i), "n"+strconv.Itoa(i)
		values = append(values, "(@county, @name, @"+k+", @"+n+", false, @now)")
		args[k], args[n] = hash, tokens[keys[hash]]
	}
	var rows []models.RateBucket
	query := strings.NewReplacer("ROWS", strings.Join(values, ", "), "LEFT", left[s.dialect]).Replace(spend)
	err := s.db.WithContext(ctx).Raw(query, args).Scan(&rows).Error
	out := make(map[string]float64, len(rows))
	for _, r := range rows {
		if out[keys[r.Key]] = r.Taken; r.Refused {
			out[keys[r.Key]] = r.Taken + tokens[keys[r.Key]]
		}
	}
	return out, translate(err)
}

// Taken answers how many tokens of a bucket were taken when it was last spent from, and when that was; 0 where it never was.
func (s *Store) Taken(ctx context.Context, limit, key string) (float64, time.Time, error) {
	var rows []models.RateBucket
	err := s.db.WithContext(ctx).Where("county_code = ? AND name = ? AND key = ?", everywhere, limit, s.rateKey(limit, key)).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return 0, time.Time{}, translate(err)
	}
	return rows[0].Taken, rows[0].SpentAt, nil
}

// ForgetRates removes the buckets that were not spent from since an instant.
func (s *Store) ForgetRates(ctx context.Context, before time.Time) error {
	return translate(s.db.WithContext(ctx).Where("county_code = ? AND spent_at < ?", everywhere, before).Delete(&models.RateBucket{}).Error)
}

func (s *Store) rateKey(limit, key string) string {
	return hex.EncodeToString(s.Blind("rate."+limit, []byte(key)))
}
