package store

import (
	"context"
	"errors"
	"regexp"
	"time"

	"gorm.io/gorm"
)

// Statement is what a Watcher is told of one statement: never its text, never a value in it.
type Statement struct {
	Table     string // "other" where it names none of ours first
	Operation string // select, insert, update, delete or exec
	Began     time.Time
	Ended     time.Time
	Failed    bool // finding no row is no failure
}

// Watcher is told of every statement when it has ended. It must be quick and safe for concurrent use.
type Watcher func(context.Context, Statement)

// watch is a plugin of gorm that times statements.
type watch struct {
	tell Watcher
	now  func() time.Time
}

// Name implements gorm's Plugin.
func (watch) Name() string { return "zhulian:watch" }

// It implements gorm's Plugin: it puts itself around every kind of statement.
func (w watch) Initialize(db *gorm.DB) error {
	c, before, after := db.Callback(), "zhulian:began", "zhulian:ended"
	return errors.Join(
		c.Create().Before("*").Register(before, w.begin), c.Create().After("*").Register(after, w.end("insert")),
		c.Query().Before("*").Register(before, w.begin), c.Query().After("*").Register(after, w.end("select")),
		c.Update().Before("*").Register(before, w.begin), c.Update().After("*").Register(after, w.end("update")),
		c.Delete().Before("*").Register(before, w.begin), c.Delete().After("*").Register(after, w.end("delete")),
		c.Row().Before("*").Register(before, w.begin), c.Row().After("*").Register(after, w.end("select")),
		c.Raw().Before("*").Register(before, w.begin), c.Raw().After("*").Register(after, w.end("exec")),
	)
}

const beganKey = "zhulian:began"

func (w watch) begin(db *gorm.DB) { db.Statement.Settings.Store(beganKey, w.now()) }

func (w watch) end(operation string) func(*gorm.DB) {
	return func(db *gorm.DB) {
		kept, _ := db.Statement.Settings.LoadAndDelete(beganKey)
		began, ok := kept.(time.Time)
		if !ok {
			return
		}
		w.tell(db.Statement.Context, Statement{
			Table: tableOf(db.Statement), Operation: operation, Began: began, Ended: w.now(),
			Failed: db.Error != nil && !errors.Is(db.Error, gorm.ErrRecordNotFound),
		})
	}
}

var (
	firstTable = regexp.MustCompile("(?i)\\b(?:from|into|update)\\s+[\"`]?([a-z][a-z_]*)")
	tableName  = regexp.MustCompile("^[\"`]?([a-z][a-z_]{0,39})\\b")
)

// tableOf names the table that a statement is about. Whatever does not look like the name of one is "other", so that no value can become one.
func tableOf(st *gorm.Statement) string {
	name := st.Table
	switch {
	case st.TableExpr != nil:
		name = st.TableExpr.SQL
	case name == "":
		if found := firstTable.FindStringSubmatch(st.SQL.String()); found != nil {
			name = found[1]
		}
	}
	if found := tableName.FindStringSubmatch(name); found != nil {
		return found[1]
	}
	return "other"
}
