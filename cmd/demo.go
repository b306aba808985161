package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zhulian/demo"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
	"zhulian/vault"
)

// Demo is `zhulian demo`: a fictional county with everything embedded.
type Demo struct {
	Addr     string `env:"ZHULIAN_ADDR" default:"127.0.0.1:8080" help:"Where to listen; port 0 takes any that is free."`
	Dir      string `default:"data/demo" help:"Where the county is kept."`
	Password string `help:"The password of all demo accounts; left out, one is made at the first start and kept in DIR."`
	Fresh    bool   `help:"Start the county over."`
}

// Run fills the county at the first start and serves it until ctx ends.
func (d *Demo) Run(ctx context.Context, e *Env) (err error) {
	log, err := e.Logger(e.Err)
	if err != nil {
		return wrongCall{err}
	}
	if d.Password != "" && len(d.Password) < 10 {
		return wrongCall{errors.New("--password needs at least 10 characters")}
	}
	on, err := listenAt("--addr", d.Addr)
	if err != nil {
		return err
	}
	look, err := openInside(ctx, log)
	if err != nil {
		return errors.Join(err, on.Close())
	}
	defer func() { err = errors.Join(err, look.close(ctx)) }()
	s, err := d.open(ctx, e, look)
	if err != nil {
		return errors.Join(err, on.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	password, err := d.fill(ctx, e, s)
	if err != nil {
		return errors.Join(err, on.Close())
	}
	d.greet(e, on.Addr().String(), password)
	hasher, done, err := e.hasher(hashersAtOnce)
	if err != nil {
		return errors.Join(err, on.Close())
	}
	err = house{hasher: hasher, store: s, database: "sqlite:" + d.Dir, clock: e.Clock, log: log, inside: look, demo: true}.serve(ctx, on)
	return errors.Join(err, done())
}

func (d *Demo) open(ctx context.Context, e *Env, look inside) (*store.Store, error) {
	file := filepath.Join(d.Dir, "zhulian.db")
	if d.Fresh {
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(file + end); err != nil && !errors.Is(err, os.ErrNotExist) {
				return nil, err
			}
		}
	}
	keys, err := vault.ReadOrMakeKeys(filepath.Join(d.Dir, "secret.json"))
	if err != nil {
		return nil, err
	}
	v, err := vault.New(keys)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, "sqlite:"+file, store.Options{Vault: v, Clock: e.Clock, Watch: look.statement})
	if err != nil {
		return nil, err
	}
	if _, err := s.Migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// fill makes the county where there is none, and returns the password of its accounts.
func (d *Demo) fill(ctx context.Context, e *Env, s *store.Store) (string, error) {
	password, known, err := d.password()
	if err != nil {
		return "", err
	}
	hasher, err := passwords.New(passwords.Recommended, 1)
	if err != nil {
		return "", err
	}
	counties, err := s.Counties(ctx)
	if err != nil {
		return "", err
	}
	filled := slices.ContainsFunc(counties, func(r models.Region) bool { return r.CountyCode == demo.County })
	if filled && known && d.Password == "" {
		return password, nil
	}
	hash, err := hasher.Hash(ctx, password)
	if err != nil {
		return "", err
	}
	if filled {
		err = setPasswords(ctx, s, hash)
	} else {
		fmt.Fprintln(e.Out, "正在建立虚构的示范县，请稍候…… / Making the fictional county …")
		if _, err = demo.Fill(ctx, s, demo.Options{PasswordHash: hash}); err == nil {
			err = workOn(ctx, s)
		}
	}
	if err != nil {
		return "", err
	}
	return password, os.WriteFile(d.passwordFile(), []byte(password+"\n"), 0o600)
}

// setPasswords gives the demo's accounts their password. A county that an earlier version made lacks those that came later; --fresh brings them.
func setPasswords(ctx context.Context, s *store.Store, hash string) error {
	return s.InTx(ctx, func(s *store.Store) error {
		for _, name := range demo.Logins() {
			a, err := s.AccountByName(ctx, name)
			if models.KindOf(err) == models.KindNotFound {
				continue
			}
			if err != nil {
				return err
			}
			if err := s.SetPassword(ctx, store.Key{County: a.CountyCode, ID: a.ID}, hash, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// loginSays tells what each demo login is.
var loginSays = map[string]string{
	"admin":    "系统管理员 accounts, no personal data",
	"staff":    "县级民政工作人员 county staff",
	"town":     "一个乡镇的经办人员 one town's clerk",
	"aide":     "两个村的救助协理员 aide of two villages",
	"ngo":      "一家社会组织 one NGO",
	"company":  "一家爱心企业 one caring company",
	"auditor":  "审计（只读） read-only",
	"province": "省级（只见汇总） counts only",
	"dept":     "部门数据员（医保） a department, which brings lists",
}

func (d *Demo) passwordFile() string { return filepath.Join(d.Dir, "password") }

// password is the one given, the one kept from an earlier start, or a new one.
func (d *Demo) password() (password string, kept bool, err error) {
	raw, err := os.ReadFile(d.passwordFile())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", false, err
	}
	if d.Password != "" {
		return d.Password, false, nil
	}
	if before := strings.TrimSpace(string(raw)); before != "" {
		return before, true, nil
	}
	return passwords.Make(), false, nil
}

func (d *Demo) greet(e *Env, addr, password string) {
	fmt.Fprintf(e.Out, `
助联 Zhulian  http://%s
虚构县 330199，所有人物和机构均为虚构。 A fictional county: every person and organisation in it is made up.

`, addr)
	for _, name := range demo.Logins() {
		fmt.Fprintf(e.Out, "  %-9s %s\n", name, loginSays[name])
	}
	fmt.Fprintf(e.Out, "\n密码 password: %s\n接口 API: http://%s/docs   停止 stop: Ctrl-C\n", password, addr)
}
