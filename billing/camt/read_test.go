package camt_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/camt"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func file(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(text)
}

func read(t testing.TB, text string) camt.Statement {
	t.Helper()
	f, err := camt.Read(strings.NewReader(text), nil)
	require.NoError(t, err)
	require.Len(t, f.Statements, 1)
	return f.Statements[0]
}

// Every field of a statement of version 2 and of one of version 8, and of one with faults.
func TestRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"v02", "v08", "bad"} {
		f, err := camt.Read(strings.NewReader(file(t, name+".xml")), nil)
		require.NoError(t, err)
		body, err := json.MarshalIndent(f, "", "  ")
		require.NoError(t, err)
		etomtest.Golden(t, name+".json", string(body)+"\n")
		again, err := camt.Read(iotest.OneByteReader(strings.NewReader(file(t, name+".xml"))), nil)
		require.NoError(t, err)
		assert.Equal(t, f, again)
	}
}

func TestRead_whatever_the_version(t *testing.T) {
	t.Parallel()
	want := read(t, file(t, "v02.xml"))
	for _, version := range []string{"02", "03", "04", "05", "06", "07", "08", "13"} {
		f, err := camt.Read(strings.NewReader(strings.ReplaceAll(file(t, "v02.xml"), "camt.053.001.02", "camt.053.001."+version)), nil)
		require.NoError(t, err)
		assert.Equal(t, "camt.053.001."+version, f.Version)
		assert.Equal(t, want, f.Statements[0])
	}
	none := strings.Replace(file(t, "v02.xml"), ` xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"`, "", 1)
	assert.Equal(t, want, read(t, none), "a namespace is not asked for")
}

func TestRead_good_entries_are_kept_apart_from_bad_ones(t *testing.T) {
	t.Parallel()
	s := read(t, file(t, "bad.xml"))
	require.Len(t, s.Entries, 2)
	assert.Equal(t, []int{2, 9}, []int{s.Entries[0].No, s.Entries[1].No})
	assert.NotEqual(t, s.Entries[0].ID, s.Entries[1].ID, "although the bank's reference is the same")
	var lines []int
	for _, b := range s.Bad {
		lines = append(lines, b.Line)
		for _, f := range b.Fields {
			assert.Regexp(t, `^line \d+: `, f.Message)
		}
	}
	assert.Equal(t, []int{8, 18, 21, 28, 36, 43, 46}, lines)
	assert.Len(t, s.Bad[0].Fields, 4, "every fault at once")
	assert.Equal(t, camt.FindingBad, s.Findings[0].Code)
	assert.Len(t, s.Findings, 1, "the good entries make the closing balance")
}

func TestRead_ids_stay_when_a_bad_entry_becomes_a_good_one(t *testing.T) {
	t.Parallel()
	bad := strings.Replace(entry, "<Amt", "<AcctSvcrRef>X</AcctSvcrRef><Amt", 1)
	good := bad
	bad = strings.Replace(bad, ">1<", ">one<", 1)
	before, after := read(t, minimal(bad+good)), read(t, minimal(good+good))
	assert.Equal(t, before.Entries[0].ID, after.Entries[1].ID)
	assert.NotEqual(t, after.Entries[0].ID, after.Entries[1].ID)

	odd := strings.Replace(minimal(strings.Replace(entry, "<Amt", "<AcctSvcrRef>S-1/2</AcctSvcrRef><Amt", 1)+entry), "DE14740618130000033626", strings.Repeat("ä", 20), 1)
	s := read(t, odd)
	assert.NotEqual(t, s.Entries[0].ID, s.Entries[1].ID, "whatever stands in them")
	long := strings.Replace(minimal(strings.Replace(entry, "<Amt", "<AcctSvcrRef>"+strings.Repeat("/", 100)+"</AcctSvcrRef><Amt", 1)), "x", "y", 1)
	assert.Len(t, read(t, long).Entries[0].ID, 64)
}

func TestRead_an_amount_without_a_digit_is_not_nothing(t *testing.T) {
	t.Parallel()
	for _, amount := range []string{"", " ", "+", ".", "+.", "-"} {
		s := read(t, minimal(strings.Replace(entry, ">1<", ">"+amount+"<", 1)))
		assert.Empty(t, s.Entries, amount)
		require.Len(t, s.Bad, 1, amount)
		assert.Equal(t, "amount", s.Bad[0].Fields[0].Path)
	}
	for amount, want := range map[string]string{"0": "0.00 EUR", ".5": "0.50 EUR", "007.": "7.00 EUR", "+1.50": "1.50 EUR"} {
		assert.Equal(t, want, read(t, minimal(strings.Replace(entry, ">1<", ">"+amount+"<", 1))).Entries[0].Amount.String())
	}
}

func TestRead_a_payment_sent_in_another_currency(t *testing.T) {
	t.Parallel()
	const usd = `<TxDtls><AmtDtls><InstdAmt><Amt Ccy="USD">2.00</Amt></InstdAmt><TxAmt><Amt Ccy="USD">2.00</Amt></TxAmt></AmtDtls></TxDtls>`
	with := func(details string) camt.Statement {
		return read(t, minimal(strings.Replace(entry, "</Ntry>", "<NtryDtls>"+details+"</NtryDtls></Ntry>", 1)))
	}
	s := with(usd)
	require.Empty(t, s.Bad)
	d := s.Entries[0].Details[0]
	assert.Equal(t, money.Must("1.00 EUR"), d.Amount, "what came in, by the entry")
	assert.Equal(t, money.Must("2.00 USD"), *d.Instructed)
	s = with(usd + usd)
	require.Len(t, s.Bad, 1)
	assert.Contains(t, s.Bad[0].Fields[0].Message, "nobody can tell how the entry is split")
}

// A refund to what stands here goes to the customer, and not to ourselves.
func TestRead_the_other_side_is_never_the_own_account(t *testing.T) {
	t.Parallel()
	const customer = `<Dbtr><Nm>Kunde</Nm></Dbtr>`
	const account = `<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>`
	const us = `<Cdtr><Nm>Wir</Nm></Cdtr><CdtrAcct><Id><IBAN>DE14740618130000033626</IBAN></Id></CdtrAcct>`
	const back = `<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>`
	for name, tt := range map[string]struct{ parties, more, direction, name, iban string }{
		"both are named":                        {customer + account + us, "", "CRDT", "Kunde", "DE02120300000000202051"},
		"the customer's account is not":         {customer + us, "", "CRDT", "Kunde", ""},
		"nobody but ourselves":                  {us, "", "CRDT", "", ""},
		"a debit that comes back":               {customer + account + us, back, "DBIT", "Kunde", "DE02120300000000202051"},
		"a debit that comes back, name by name": {customer + `<Cdtr><Nm>Wir</Nm></Cdtr>`, back, "DBIT", "Kunde", ""},
		"money that went out":                   {`<Dbtr><Nm>Wir</Nm></Dbtr><Cdtr><Nm>Kunde</Nm></Cdtr>`, "", "DBIT", "Kunde", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(entry, "</Ntry>", "<NtryDtls><TxDtls><RltdPties>"+tt.parties+"</RltdPties>"+tt.more+"</TxDtls></NtryDtls></Ntry>", 1)
			d := read(t, minimal(strings.Replace(text, "CRDT", tt.direction, 1))).Entries[0].Details[0]
			assert.Equal(t, [2]string{tt.name, tt.iban}, [2]string{d.Name, d.IBAN})
		})
	}
}

func TestRead_balances_are_checked(t *testing.T) {
	t.Parallel()
	good := file(t, "v02.xml")
	assert.Empty(t, read(t, good).Findings, "a pending entry is in no balance")
	s := read(t, strings.Replace(good, "1193.00", "1193.01", 1))
	require.Len(t, s.Findings, 1)
	assert.Equal(t, camt.FindingBalance, s.Findings[0].Code)
	assert.Contains(t, s.Findings[0].Text, "1193.00 EUR")
	assert.Contains(t, s.Findings[0].De, "1193.01 EUR")
	s = read(t, strings.Replace(good, "PRCD", "OPAV", 1))
	require.Len(t, s.Findings, 1)
	assert.Equal(t, camt.FindingNoBalance, s.Findings[0].Code)
	pages := strings.NewReplacer("PRCD", "ITBD", "CLBD", "ITBD").Replace(good)
	s = read(t, pages)
	assert.Empty(t, s.Findings, "a page of a longer statement")
	assert.Equal(t, money.Must("1000.00 EUR"), s.Opening.Amount)
	assert.Equal(t, money.Must("1193.00 EUR"), s.Closing.Amount)
}

// minimal is a statement with what is put into it.
func minimal(inside string) string {
	return `<Document><BkToCstmrStmt><Stmt><Id>S-1</Id><Acct><Id><IBAN>DE14740618130000033626</IBAN></Id><Ccy>EUR</Ccy></Acct>` + inside + `</Stmt></BkToCstmrStmt></Document>`
}

const entry = `<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-20</Dt></BookgDt></Ntry>`

func TestRead_refuses_the_whole_file(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40)
	for name, tt := range map[string]struct {
		text, want string
		config     camt.Config
	}{
		"nothing":                      {"", "line 1: the file is empty", camt.Config{}},
		"no XML":                       {"date;amount\n", "line 2: the file is empty", camt.Config{}},
		"not well formed":              {minimal("<Ntry></Nty>"), "the file is no XML", camt.Config{}},
		"cut off":                      {minimal(entry)[:200], "the file is no XML", camt.Config{}},
		"another document":             {`<Document><BkToCstmrDbtCdtNtfctn/></Document>`, "give a camt.053", camt.Config{}},
		"another root":                 {`<Envelope/>`, "begins with Envelope", camt.Config{}},
		"no statement":                 {`<Document></Document>`, "has no statement", camt.Config{}},
		"something behind":             {minimal(entry) + "<more/>", "behind the document", camt.Config{}},
		"a document type":              {`<!DOCTYPE Document [<!ENTITY a "b">]>` + minimal(entry), "a document type is not allowed", camt.Config{}},
		"an entity":                    {minimal("<ElctrncSeqNb>&a;</ElctrncSeqNb>"), "invalid character entity", camt.Config{}},
		"a statement without an id":    {`<Document><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>`, "id: must not be empty", camt.Config{}},
		"a balance that is none":       {minimal(`<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp></Bal>`), "balance.amount: line 1: is missing", camt.Config{}},
		"too deep":                     {minimal(deep), "more than 32 deep", camt.Config{}},
		"too deep where it is skipped": {`<Document><BkToCstmrStmt>` + deep, "more than 32 deep", camt.Config{}},
		"too large":                    {minimal(strings.Repeat(entry, 100)), "larger than 1000 bytes", camt.Config{MaxBytes: 1000}},
		"too long a text":              {minimal("<Ntry><AddtlNtryInf>" + strings.Repeat("x", 20_000) + "</AddtlNtryInf></Ntry>"), "more than 10000 bytes", camt.Config{}},
		"too many elements":            {minimal("<Ntry>" + strings.Repeat("<a/>", 101) + "</Ntry>"), "more than 100 elements", camt.Config{MaxElements: 100}},
		"too many bad entries":         {minimal(strings.Repeat("<Ntry/>", 11)), "more than 10 entries cannot be read", camt.Config{MaxBad: 10}},
		"another character set":        {`<?xml version="1.0" encoding="ISO-8859-1"?>` + minimal(entry), "line 1: the file is in ISO-8859-1; save it in UTF-8", camt.Config{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := camt.Read(strings.NewReader(tt.text), &tt.config)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Contains(t, err.Error(), tt.want)
			assert.Contains(t, err.Error(), "line ")
			assert.Zero(t, f)
		})
	}
}

func TestRead_hands_an_error_of_the_reader_through(t *testing.T) {
	t.Parallel()
	broken := errors.New("the line is dead")
	_, err := camt.Read(iotest.ErrReader(broken), nil)
	require.ErrorIs(t, err, broken)
	assert.NotErrorIs(t, err, fault.ErrInvalid)
}

// What is read of a file that somebody made up never breaks the promises: ids are distinct, details make their entry, nothing is negative.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"v02.xml", "v08.xml", "bad.xml"} {
		f.Add([]byte(file(f, name)))
	}
	f.Add([]byte(minimal(entry)))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := camt.Read(strings.NewReader(string(text)), &camt.Config{MaxBytes: 1 << 20, MaxElements: 10_000, MaxBad: 100})
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		for _, s := range got.Statements {
			ids := map[string]bool{}
			for _, e := range s.Entries {
				require.False(t, ids[e.ID], e.ID)
				ids[e.ID] = true
				require.GreaterOrEqual(t, e.Amount.Sign(), 0)
				require.NotEmpty(t, e.Details)
				sum := money.Amount{}
				for _, d := range e.Details {
					part := d.Amount
					if !d.Credit {
						part = part.Neg()
					}
					sum, err = sum.Add(part)
					require.NoError(t, err)
				}
				same, err := sum.Cmp(e.Signed())
				require.NoError(t, err)
				require.Zero(t, same)
			}
		}
		_, err = json.Marshal(got)
		require.NoError(t, err)
	})
}

func BenchmarkRead(b *testing.B) {
	text := minimal(strings.Repeat(entry, 10_000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := camt.Read(strings.NewReader(text), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleRead() {
	f, err := camt.Read(strings.NewReader(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
  <Id>S-1</Id>
  <Acct><Id><IBAN>DE14740618130000033626</IBAN></Id><Ccy>EUR</Ccy></Acct>
  <Ntry><Amt Ccy="EUR">119.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-20</Dt></BookgDt>
    <NtryDtls><TxDtls><RmtInf><Ustrd>R-2026-0001</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
  <Ntry><Amt Ccy="EUR">much</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-20</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := f.Statements[0]
	fmt.Println(f.Version, s.Account)
	fmt.Println(s.Entries[0].Amount, s.Entries[0].Details[0].Text())
	fmt.Println(s.Bad[0].Fields)
	fmt.Println(s.Findings[0].Text)
	// Output:
	// camt.053.001.08 DE14740618130000033626
	// 119.00 EUR R-2026-0001
	// [amount: line 6: "much" is no amount (ETOM-FORMAT)]
	// 1 of 2 entries could not be read
}
