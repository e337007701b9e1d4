// Package downtime owns how outages become downtime: which of their seconds count in a period, under which counting rules, and why the
// others do not. It does not own targets, consequences and money (package sla), nor what is measured by samples (package sla/sample).
package downtime
