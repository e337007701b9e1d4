package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etomcrm/etomcrm/etom/fault"
)

const subject = "postgres"

// SQLSTATEs (PostgreSQL, appendix A), whole or by their class, that mean: not now.
var unavailable = []string{
	"08",    // connection exception
	"53300", // too many connections
	"55P03", // lock not available, at lock_timeout
	"57014", // query cancelled, at statement_timeout or by an administrator
	"57P",   // shutting down, starting up, dropped
	"25006", // read-only: a standby, after a switch
}

// explain turns an error of PostgreSQL into one of ours.
func explain(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01"): // not serializable, deadlock
		return &fault.Error{Kind: fault.ErrConflict, Subject: subject, Message: "another transaction was faster: begin again", Cause: err}
	case pg != nil && startsWith(pg.Code, unavailable), pg == nil && disconnected(err):
		return fault.Unavailable(subject, err)
	}
	return fmt.Errorf("%s: %w", subject, err)
}

// explained is explain for what is not one of our errors already.
func explained(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, fault.ErrState):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return explain(err)
}

func startsWith(code string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(code, p) {
			return true
		}
	}
	return false
}

func disconnected(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}
