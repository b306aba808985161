package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// InsertAccount writes a new account; a username that is taken is a Conflict "username_taken".
func (s *Store) InsertAccount(ctx context.Context, a *models.Account) error {
	err := s.insert(ctx, a)
	if models.CodeOf(err) == "already_exists" {
		return models.Conflict("username_taken")
	}
	return err
}

// Account reads one account of a county.
func (s *Store) Account(ctx context.Context, at Key) (*models.Account, error) {
	return take[models.Account](ctx, s, "account", at.County, at.ID)
}

// AccountByName reads the account of a username, whatever its county.
func (s *Store) AccountByName(ctx context.Context, username string) (*models.Account, error) {
	var out models.Account
	if err := s.read.WithContext(ctx).Where("username = ?", username).Take(&out).Error; err != nil {
		return nil, absent(err, "account")
	}
	return &out, nil
}

// AccountCounties lists the counties that have accounts; a province's have its own code.
func (s *Store) AccountCounties(ctx context.Context) (out []string, err error) {
	err = s.read.WithContext(ctx).Model(&models.Account{}).Distinct("county_code").Order("county_code").Pluck("county_code", &out).Error
	return out, translate(err)
}

// SupplierAccounts lists the accounts of a supplier, those that answer for it first.
func (s *Store) SupplierAccounts(ctx context.Context, supplier Key) ([]models.Account, error) {
	var out []models.Account
	err := s.read.WithContext(ctx).Where("county_code = ? AND supplier_id = ?", supplier.County, supplier.ID).Order("role, id").Find(&out).Error
	return out, translate(err)
}

// CountLoginFailure adds one to the failed logins of an account and returns how many there are now. The row is held until the
// transaction ends, so that attempts made at the same time are all counted.
func (s *Store) CountLoginFailure(ctx context.Context, at Key) (failed int, err error) {
	err = s.swap(ctx, &models.Account{}, s.db.Where("1 = 1"), at, Change{"failed_count": gorm.Expr("failed_count + 1")},
		models.NotFound("account"))
	if err != nil {
		return 0, err
	}
	a, err := hold[models.Account](ctx, s, "account", at.County, at.ID)
	if err != nil {
		return 0, err
	}
	return a.FailedCount, nil
}

// LockAccount refuses logins of an account until an instant.
func (s *Store) LockAccount(ctx context.Context, at Key, until time.Time) error {
	return s.changeAccount(ctx, at, Change{"locked_until": until})
}

// NoteLogin notes that an account logged in now.
func (s *Store) NoteLogin(ctx context.Context, at Key) error {
	return s.changeAccount(ctx, at, Change{"last_login_at": s.Now()})
}

// ForgiveLogins clears the failures of an account.
func (s *Store) ForgiveLogins(ctx context.Context, at Key) error {
	return s.changeAccount(ctx, at, Change{"failed_count": 0, "locked_until": nil})
}

// SetPassword gives an account another password; given is when somebody else gave it, nil where its owner has chosen it.
func (s *Store) SetPassword(ctx context.Context, at Key, hash string, given *time.Time) error {
	return s.changeAccount(ctx, at, Change{"password_hash": hash, "password_given_at": given})
}

// SetPasswordHash replaces the password hash of an account by another one of the same password.
func (s *Store) SetPasswordHash(ctx context.Context, at Key, hash string) error {
	return s.changeAccount(ctx, at, Change{"password_hash": hash})
}

// StepAccount moves an account from one status to another; where it no longer has the status, it is a Conflict.
func (s *Store) StepAccount(ctx context.Context, at Key, from, to models.AccountStatus) error {
	return s.step(ctx, &models.Account{}, at, string(from), Change{"status": to})
}

// StepSupplierAccounts moves all accounts of a supplier that have one status to another and says how many there were.
func (s *Store) StepSupplierAccounts(ctx context.Context, supplier Key, from, to models.AccountStatus) (int64, error) {
	res := s.db.WithContext(ctx).Model(&models.Account{}).
		Where("county_code = ? AND supplier_id = ? AND status = ?", supplier.County, supplier.ID, from).
		Updates(map[string]any{"status": to, "version": gorm.Expr("version + 1"), "updated_at": s.Now()})
	return res.RowsAffected, translate(res.Error)
}

// forgetDevices makes void what devices hold that have logged in to an account.
func (s *Store) forgetDevices(ctx context.Context, account Key) error {
	return s.changeAccount(ctx, account, Change{"device_round": gorm.Expr("device_round + 1")})
}

func (s *Store) changeAccount(ctx context.Context, at Key, set Change) error {
	return s.swap(ctx, &models.Account{}, s.db.Where("1 = 1"), at, set, models.NotFound("account"))
}

// AccountFilter says which accounts a list holds; a zero field asks for nothing.
type AccountFilter struct {
	Role   models.Role
	Status models.AccountStatus
	Text   string // a part of the username or of the displayed name
}

// Accounts lists the accounts of a county, newest first.
func (s *Store) Accounts(ctx context.Context, county string, f AccountFilter, p Page) ([]models.Account, string, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", county)
	if f.Role != "" {
		q = q.Where("role = ?", f.Role)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	if f.Text != "" {
		q = q.Where(`(username LIKE ? ESCAPE '\' OR display_name LIKE ? ESCAPE '\')`, likeWord(strings.ToLower(f.Text)), likeWord(f.Text))
	}
	return pageOf(q, p, func(a models.Account) string { return a.ID })
}

// EndOtherSessions ends all running sessions of an account but one, and forgets the devices that have logged in to it.
func (s *Store) EndOtherSessions(ctx context.Context, account Key, keep, reason string) error {
	if err := s.forgetDevices(ctx, account); err != nil {
		return err
	}
	return translate(s.db.WithContext(ctx).Model(&models.Session{}).
		Where("county_code = ? AND account_id = ? AND id <> ? AND ended_at IS NULL", account.County, account.ID, keep).
		Updates(map[string]any{"ended_at": s.Now(), "end_reason": reason}).Error)
}
