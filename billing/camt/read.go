package camt

import (
	"cmp"
	"encoding/xml"
	"io"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Config bounds what is read; nil, and every 0, is the default.
type Config struct {
	MaxBytes    int64 // of the file; 0: 64 MiB
	MaxDepth    int   // of elements in one another; 0: 32
	MaxElements int   // of one entry; 0: 500,000
	MaxBad      int   // entries that cannot be read; 0: 10,000
	MaxText     int   // bytes of one element's text; 0: fault.MaxText
}

// Read reads a file of statements. An entry that cannot be understood is kept apart, with its line and all that is wrong with it;
// the others are read. What is no XML, ends too early, leaves the bounds or is no camt.053 at all is fault.ErrInvalid, with
// the line; nothing of the file is returned then. An error of the reader is handed through.
func Read(r io.Reader, config *Config) (File, error) {
	var c Config
	if config != nil {
		c = *config
	}
	c.MaxBytes = cmp.Or(c.MaxBytes, 64<<20)
	c.MaxDepth = cmp.Or(c.MaxDepth, 32)
	c.MaxElements = cmp.Or(c.MaxElements, 500_000)
	c.MaxBad = cmp.Or(c.MaxBad, 10_000)
	c.MaxText = cmp.Or(c.MaxText, fault.MaxText)
	file, err := newReader(r, c).file()
	if err != nil {
		return File{}, err
	}
	return file, nil
}

// file reads Document and BkToCstmrStmt.
func (r *reader) file() (File, error) {
	var f File
	root, err := r.start()
	if err == io.EOF {
		return f, r.wrong(fault.RuleRequired, "the file is empty")
	}
	if err != nil {
		return f, err
	}
	if root.Name.Local != "Document" {
		return f, r.wrong(fault.RuleFormat, "the file begins with %s; a statement begins with Document", root.Name.Local)
	}
	f.Version = version(root.Name.Space)
	found := false
	for {
		s, err := r.start()
		if err != nil {
			return f, ended(r, err)
		}
		if s == nil {
			break
		}
		if s.Name.Local != "BkToCstmrStmt" {
			return f, r.wrong(fault.RuleFormat, "the document is a %s; give a camt.053 (BkToCstmrStmt)", s.Name.Local)
		}
		found = true
		if err := r.statements(&f); err != nil {
			return f, err
		}
	}
	if !found {
		return f, r.wrong(fault.RuleRequired, "the document has no statement (BkToCstmrStmt)")
	}
	return f, r.nothingBehind()
}

// nothingBehind reads to the end of the file.
func (r *reader) nothingBehind() error {
	for {
		t, err := r.token()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if text, ok := t.(xml.CharData); !ok || strings.TrimSpace(string(text)) != "" {
			return r.wrong(fault.RuleFormat, "something stands behind the document")
		}
	}
}

// version is the message's name in a namespace.
func version(space string) string {
	return space[strings.LastIndex(space, ":")+1:]
}

// statements reads what is in BkToCstmrStmt.
func (r *reader) statements(f *File) error {
	for {
		s, err := r.start()
		if err != nil {
			return ended(r, err)
		}
		if s == nil {
			return nil
		}
		switch s.Name.Local {
		case "GrpHdr":
			header, err := r.tree(s)
			if err != nil {
				return err
			}
			f.Message = header.say("MsgId")
		case "Stmt":
			one, err := r.statement()
			if err != nil {
				return err
			}
			f.Statements = append(f.Statements, one)
		default:
			if err := r.skip(); err != nil {
				return err
			}
		}
	}
}

// statement reads what is in Stmt. The standard puts the head and the balances in front of the entries.
func (r *reader) statement() (Statement, error) {
	p := &parser{Statement: Statement{Line: r.line()}, max: r.config.MaxText}
	for {
		s, err := r.start()
		if err != nil {
			return p.Statement, ended(r, err)
		}
		if s == nil {
			break
		}
		if !heads[s.Name.Local] {
			if err := r.skip(); err != nil {
				return p.Statement, err
			}
			continue
		}
		n, err := r.tree(s)
		if err != nil {
			return p.Statement, err
		}
		p.head(n)
		if r.bad+len(p.Bad) > r.config.MaxBad {
			return p.Statement, r.wrong(fault.RuleLength, "more than %d entries cannot be read, this one among them: %s", r.config.MaxBad, p.Bad[len(p.Bad)-1].Fields[0])
		}
	}
	r.bad += len(p.Bad)
	return p.end()
}

// heads are the elements of a statement that are read.
var heads = map[string]bool{"Id": true, "ElctrncSeqNb": true, "LglSeqNb": true, "CreDtTm": true, "Acct": true, "Bal": true, "Ntry": true}

// parser makes a statement of its elements.
type parser struct {
	Statement
	max      int
	no       int
	check    fault.Check // of the head
	balances []Balance
	seen     map[string]bool // the ids of entries
}

func (p *parser) head(n *node) {
	switch n.name {
	case "Id":
		p.ID = n.say()
	case "ElctrncSeqNb":
		p.Number = n.say()
	case "LglSeqNb":
		p.Number = cmp.Or(p.Number, n.say())
	case "CreDtTm":
		if t, ok := instant(n.say()); ok {
			p.Created = t
		}
	case "Acct":
		p.Account = cmp.Or(n.say("Id", "IBAN"), n.say("Id", "Othr", "Id"))
		if ccy := n.at("Ccy"); ccy != nil {
			p.currency(&p.check, n, "account.currency", ccy.say())
		}
	case "Bal":
		p.balance(n)
	case "Ntry":
		p.no++
		p.entry(n)
	}
}

// instant reads a time; one without a zone is taken as UTC.
func instant(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return fault.Instant(t), true
		}
	}
	return time.Time{}, false
}

// currency reads a currency; the first one of a statement is the statement's, and all others must be the same.
func (p *parser) currency(c *fault.Check, n *node, path, code string) (money.Currency, bool) {
	currency, err := money.ParseCurrency(code)
	if err != nil {
		c.Add(path, fault.RuleUnknown, at(n.line, "%q is no currency", code))
		return currency, false
	}
	if p.Currency == (money.Currency{}) {
		p.Currency = currency
	}
	if currency != p.Currency {
		c.Add(path, fault.RuleCurrency, at(n.line, "is in %s, the account in %s", currency, p.Currency))
		return currency, false
	}
	return currency, true
}

// end checks the whole statement.
func (p *parser) end() (Statement, error) {
	p.check.Text("id", p.ID, fault.MaxID/4)
	p.check.Text("account", p.Account, fault.MaxID/4)
	p.check.Optional("number", p.Number, fault.MaxName)
	if len(p.check.Fields()) > 0 {
		return Statement{}, p.check.Err("camt.statement in line " + itoa(p.Line))
	}
	p.weigh()
	return p.Statement, nil
}
