package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"zhulian/accounts"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// User is `zhulian user add|reset|reset-totp|end-sessions|disable`.
type User struct {
	Add         UserAdd         `cmd:"" help:"Add a login."`
	Reset       UserReset       `cmd:"" help:"Set a new password; every session of the login ends."`
	ResetTOTP   UserResetTOTP   `cmd:"" name:"reset-totp" help:"Take a lost second factor away; every session of the login ends, and its password stays."`
	EndSessions UserEndSessions `cmd:"" help:"End every session of a login, or of all; passwords stay, and everybody logs in again."`
	Disable     UserDisable     `cmd:"" help:"Disable a login; every session of it ends."`
}

// UserAdd adds a login.
type UserAdd struct {
	Username    string      `arg:"" help:"The name to log in with: 3 to 32 letters a-z, digits, dot, dash or underscore."`
	Role        models.Role `required:"" help:"county_staff, county_operator, town_clerk, aide, supplier_admin, supplier_worker, dept_source, auditor, province, sysadmin."`
	County      string      `required:"" help:"The county's 6-digit code."`
	Region      []string    `help:"A region in the login's scope, 6 or 12 digits; may be repeated. Aides and town clerks need one; for others it is the whole county where none is said."`
	Supplier    string      `help:"The supplier's id, for supplier roles."`
	Department  string      `help:"For dept_source: the department whose lists the login brings, as 医保."`
	Name        string      `help:"The name shown."`
	NewPassword `embed:""`
}

// NewPassword says where the password of a login comes from.
type NewPassword struct {
	PasswordStdin bool `help:"Read the password from standard input. Otherwise one is made, printed once, and must be changed at the first login, within seven days."`
	MustChange    bool `help:"With --password-stdin: it is not its owner's own choice, and must be changed at the first login, within seven days."`
}

// Run adds the login and prints a password that it made.
func (u *UserAdd) Run(ctx context.Context, e *Env) error {
	return withAccounts(ctx, e, func(s *store.Store, d *accounts.Desk) error {
		draft := models.AccountDraft{
			Username: u.Username, Role: u.Role, DisplayName: u.Name, CountyCode: u.County, Regions: u.Region, SupplierID: u.Supplier,
			Department: u.Department, Given: u.MustChange,
		}
		err := u.add(ctx, e, d, draft)
		if err == nil {
			err = u.remind(ctx, e, s)
		}
		return err
	})
}

func (u *UserAdd) add(ctx context.Context, e *Env, d *accounts.Desk, draft models.AccountDraft) (err error) {
	if !u.PasswordStdin {
		_, made, err := d.OpenAccount(ctx, models.System(u.County), draft)
		return told(e, err, u.Username, made)
	}
	if draft.Password, err = readPassword(); err != nil {
		return err
	}
	_, err = d.AddAccount(ctx, models.System(u.County), draft)
	return told(e, err, u.Username, "")
}

// remind says where a county has no regions yet, as a new one or one that was mistyped.
func (u *UserAdd) remind(ctx context.Context, e *Env, s *store.Store) error {
	counties, err := countyCodes(ctx, s)
	if err == nil && u.Role != models.RoleProvince && !slices.Contains(counties, u.County) {
		fmt.Fprintf(e.Err, "There is no county %s here yet: read its regions in with zhulian import regions FILE, or look whether the code is right.\n", u.County)
	}
	return err
}

// UserReset sets a new password.
type UserReset struct {
	Username    string `arg:""`
	NewPassword `embed:""`
}

// Run sets the password and prints one that it made.
func (u *UserReset) Run(ctx context.Context, e *Env) error {
	return withAccounts(ctx, e, func(s *store.Store, d *accounts.Desk) error {
		a, err := s.AccountByName(ctx, u.Username)
		if err != nil {
			return spokenOf(err)
		}
		if !u.PasswordStdin {
			made, err := d.GivePassword(ctx, models.System(a.CountyCode), u.Username)
			return told(e, err, u.Username, made)
		}
		password, err := readPassword()
		if err != nil {
			return err
		}
		err = d.ResetPassword(ctx, models.System(a.CountyCode), u.Username, accounts.NewPassword{Password: password, Given: u.MustChange})
		return told(e, err, u.Username, "")
	})
}

// UserResetTOTP takes the second factor of a login away.
type UserResetTOTP struct {
	Username string `arg:""`
}

// Run takes the second factor away.
func (u *UserResetTOTP) Run(ctx context.Context, e *Env) error {
	return withAccounts(ctx, e, func(s *store.Store, d *accounts.Desk) error {
		a, err := s.AccountByName(ctx, u.Username)
		if err == nil {
			err = d.ResetSecondFactor(ctx, models.System(a.CountyCode), u.Username)
		}
		return told(e, err, u.Username, "")
	})
}

// UserEndSessions ends sessions.
type UserEndSessions struct {
	Username string `arg:"" optional:"" help:"Whose."`
	All      bool   `help:"Of every login of every county."`
}

// Run ends the sessions and says how many there were of each county.
func (u *UserEndSessions) Run(ctx context.Context, e *Env) error {
	if (u.Username == "") != u.All {
		return wrongCall{errors.New("want a username, or --all")}
	}
	return withAccounts(ctx, e, func(s *store.Store, d *accounts.Desk) error {
		if u.All {
			return endAll(ctx, e, s, d)
		}
		a, err := s.AccountByName(ctx, u.Username)
		if err == nil {
			err = d.EndSessionsOf(ctx, models.System(a.CountyCode), u.Username)
		}
		return told(e, err, u.Username, "")
	})
}

func endAll(ctx context.Context, e *Env, s *store.Store, d *accounts.Desk) error {
	counties, err := s.AccountCounties(ctx)
	if err != nil {
		return err
	}
	for _, county := range counties {
		ended, err := d.EndAllSessions(ctx, models.System(county))
		if err != nil {
			return spokenOf(err)
		}
		if _, err := fmt.Fprintf(e.Out, "%s: %d sessions ended\n", county, ended); err != nil {
			return err
		}
	}
	return nil
}

// UserDisable disables a login.
type UserDisable struct {
	Username string `arg:""`
}

// Run disables the login.
func (u *UserDisable) Run(ctx context.Context, e *Env) error {
	return withAccounts(ctx, e, func(s *store.Store, d *accounts.Desk) error {
		a, err := s.AccountByName(ctx, u.Username)
		if err == nil {
			err = d.DisableAccount(ctx, models.System(a.CountyCode), u.Username)
		}
		return told(e, err, u.Username, "")
	})
}

func withAccounts(ctx context.Context, e *Env, fn func(*store.Store, *accounts.Desk) error) error {
	s, err := e.Open(ctx)
	if err != nil {
		return err
	}
	hasher, done, err := e.hasher(1)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(fn(s, accounts.New(s, hasher, e.Clock)), done(), s.Close())
}

// readPassword reads the first line of standard input.
func readPassword() (string, error) {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// told prints that it is done, with the password that was made, if one was.
func told(e *Env, err error, username, made string) error {
	if err != nil {
		return spokenOf(err)
	}
	if made != "" {
		_, err = fmt.Fprintf(e.Out, "%s: password %s (shown once; to be changed at the first login, within seven days)\n", username, made)
		return err
	}
	_, err = fmt.Fprintln(e.Out, username+": done")
	return err
}

// spokenOf puts an error of the house into a sentence for the terminal, with every field that is wrong.
func spokenOf(err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	text := locales.T(locales.English, "error."+e.Code, e.Args)
	if len(e.Fields) > 0 {
		text = strings.TrimSuffix(text, ".")
	}
	for _, f := range e.Fields {
		text += "; " + f.Field + ": " + locales.T(locales.English, "fault."+f.Code, f.Args)
	}
	return spokenError{text, err}
}
