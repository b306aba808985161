package cmd

import (
	"errors"
	"time"
)

// Pool is how a server uses PostgreSQL; SQLite knows none of it.
type Pool struct {
	MaxConns         int           `name:"db-max-conns" env:"ZHULIAN_DB_MAX_CONNS" default:"16" help:"Connections to PostgreSQL at most, at least 4."`
	StatementTimeout time.Duration `name:"db-statement-timeout" env:"ZHULIAN_DB_STATEMENT_TIMEOUT" default:"2m" help:"PostgreSQL gives a statement up after this; 0 is never."`
}

// fewestConns lets a transaction and what is read beside it go on while another transaction waits.
const fewestConns = 4

func (p Pool) check() error {
	switch {
	case p.MaxConns < fewestConns:
		return errors.New("--db-max-conns: at least 4")
	case p.StatementTimeout != 0 && p.StatementTimeout < time.Second:
		return errors.New("--db-statement-timeout: 0, or a second and more, as 30s")
	}
	return nil
}
