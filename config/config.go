// Package config reads environment and flags into one struct, once.
package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Config is what every command may be told. Flags win over the environment.
type Config struct {
	DatabaseURL string `name:"database-url" env:"ZHULIAN_DATABASE_URL" default:"sqlite:data/zhulian.db" placeholder:"URL" help:"The database: postgres://… or sqlite:PATH."`
	SecretFile  string `name:"secret-file" env:"ZHULIAN_SECRET_FILE" placeholder:"FILE" help:"The keys; make them once with zhulian keys FILE."`
	Log         string `name:"log" env:"ZHULIAN_LOG" default:"text,info" placeholder:"FORM,LEVEL" help:"The log: text or json, and debug, info, warn or error."`
	// Breached names passwords that nobody may choose.
	Breached string `name:"breached-passwords" env:"ZHULIAN_BREACHED_PASSWORDS" placeholder:"FILE" help:"Passwords known from breaches, which nobody may choose: SHA-1 in hex, sorted, a line each, as HASH:COUNT."`
	BaseURL  string `name:"base-url" env:"ZHULIAN_BASE_URL" placeholder:"URL" help:"The address under which people reach the portal."`
}

// Logger returns the log that the configuration asks for, writing to w.
func (c Config) Logger(w io.Writer) (*slog.Logger, error) {
	form, level, _ := strings.Cut(c.Log, ",")
	var at slog.Level
	if level != "" {
		if err := at.UnmarshalText([]byte(strings.TrimSpace(level))); err != nil {
			return nil, fmt.Errorf("log level %q: want debug, info, warn or error", level)
		}
	}
	o := &slog.HandlerOptions{Level: at}
	switch strings.TrimSpace(form) {
	case "text", "":
		return slog.New(slog.NewTextHandler(w, o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, o)), nil
	default:
		return nil, fmt.Errorf("log form %q: want text or json", form)
	}
}

// Secret returns the path of the secret file, or an error that says how to come by one.
func (c Config) Secret() (string, error) {
	if c.SecretFile == "" {
		return "", errors.New("no secret file: make one with `zhulian keys FILE` and name it with --secret-file or ZHULIAN_SECRET_FILE")
	}
	return c.SecretFile, nil
}
