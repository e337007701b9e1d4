// Package cel evaluates expressions in rule tables, written in CEL (the Common Expression Language, cel.dev): rules that come from
// outside the program and need more than conditions on single facts. It owns how facts are given to CEL and what an expression may
// cost; it does not own tables (package rule) nor facts.
//
//	table, err := rule.Compile(schema, rule.Spec{Name: "risk", Version: "1", Policy: rule.First, Outcomes: []string{"accept", "review"},
//		Rows: []rule.Row{
//			{Code: "R-1", Expr: `payment.overdue * 10 > contract.limit * 8 && payment.late >= 2`, Outcome: "review", Why: "close to the limit"},
//			{Code: "R-0", Outcome: "accept", Why: "nothing speaks against it"}}},
//		cel.New(nil))
//	result, err := table.Decide(facts)
//
// # What an expression sees
//
// Each fact is a variable of its name, dots included. Types are strict and checked when the expression is compiled: an int times a
// double is an error there, and so is a result that is not true or false.
//
//   - An amount is an int in minor units of its currency: 12.34 EUR is 1234. Money never is a double: an expression that reads an
//     amount may not call double(), and four fifths of a limit are written as above, in whole numbers. An amount that is not rounded
//     to minor units is an error when it is read.
//   - A whole number (rule.Definition.Whole) is an int.
//   - Another number, such as a share or a score, is a double: that is what CEL writes as 0.25, and a decimal and the same decimal
//     in the expression are the same double. Two that differ only behind the 15th digit may be, too; a table's own conditions
//     compare all digits.
//   - A text is a string, a flag a bool.
//
// A missing fact never is 0. With the policy Assume its default is read; with Refuse the table does not ask; with Unmet it is
// unknown, and an expression that hangs on it is not met: payment.late < 3 is not, nor is !(payment.late >= 3), but
// payment.late < 3 || payment.blocked is if service is blocked. has(payment.late) says whether it is there.
//
// There is no clock and no function with an effect. What takes too long is stopped: see Config.
package cel
