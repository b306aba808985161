package cmd

import (
	"errors"
	"time"

	"zhulian/store"
)

// Pool is how a server uses PostgreSQL; SQLite knows none of it.
type Pool struct {
	MaxConns         int           `name:"db-max-conns" env:"ZHULIAN_DB_MAX_CONNS" default:"16" help:"Connections to PostgreSQL at most, at least 4."`
	StatementTimeout time.Duration `name:"db-statement-timeout" env:"ZHULIAN_DB_STATEMENT_TIMEOUT" default:"2m" help:"PostgreSQL gives a statement up after this; 0 is never."`

	ReplicaURLs []string      `name:"db-replica-urls" env:"ZHULIAN_DATABASE_REPLICA_URLS" placeholder:"URL" help:"Streaming replicas of the PostgreSQL, for reports and lists; may be repeated, or with commas between."`
	ReplicaLag  time.Duration `name:"db-replica-lag" env:"ZHULIAN_DATABASE_REPLICA_LAG" default:"10s" help:"A replica further behind than this is not used."`
}

// fewestConns lets a transaction and what is read beside it go on while another transaction waits.
const fewestConns = 4

func (p Pool) check() error {
	switch {
	case p.MaxConns < fewestConns:
		return errors.New("--db-max-conns: at least 4")
	case p.StatementTimeout != 0 && p.StatementTimeout < time.Second:
		return errors.New("--db-statement-timeout: 0, or a second and more, as 30s")
	case p.ReplicaLag != 0 && p.ReplicaLag < 2*time.Second:
		return errors.New("--db-replica-lag: two seconds and more, as 10s")
	}
	return nil
}

// options are those of a server's Store.
func (p Pool) options(look inside) store.Options {
	return store.Options{MaxConns: p.MaxConns, StatementTimeout: p.StatementTimeout, Replicas: p.ReplicaURLs, ReplicaLag: p.ReplicaLag,
		TellReplica: look.replica(), Watch: look.statement}
}
