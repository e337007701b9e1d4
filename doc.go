// Package etomcrm is the map of the module. It has no code of its own: each package below is used by itself.
//
// The standard and what all processes share:
//
//	etom            the framework as data: processes of levels 0 to 3, parties, in English and German
//	etom/fault      six kinds of error, every wrong field at once
//	etom/decode     texts that people write, read with every fault at once
//	etom/money      exact amounts, what they are before they are rounded, named rounding, splitting without losing a cent
//	etom/price      a price as agreed, and the line it makes
//	etom/calendar   civil dates, periods and working calendars in a zone
//	etom/lifecycle  transition tables: what may happen in which state, and why
//	etom/event      the journal, which is outbox and audit trail at once
//	etom/flow       the process flows as data, and the judge of a journal
//	etom/store      the storage port; memory, sqlite, postgres below it, and storetest for a backend of your own
//	etom/work       one transaction at one instant
//	etom/personal   personal data shown and erased, and for how long a law wants it kept
//	etom/etomtest   the test kit; crash kills a process of yours and looks what is left
//
// The processes of Customer Relationship Management, by the document's section:
//
//	crm/contact     3.2 Customer Interface Management
//	crm/marketing   3.3 Marketing Fulfillment Response
//	crm/selling     3.4 Selling, the next best offer included; association finds what is held together
//	ordering        3.5 Order Handling
//	crm/problem     3.6 Problem Handling; clock is the ticket's clock
//	sla             3.7 Customer QoS/SLA Management; downtime, sample, compensation and yaml are its parts
//	billing         3.8 Billing & Collections Management; below it
//	                rating      what usage costs
//	                charge      what a product held is charged for
//	                discount    what is taken off a bill
//	                tax         value added tax, and the totals of a bill
//	                collection  3.8.5 Manage Collection: open items, payments, dunning
//	                camt        bank statements
//	                evn         itemised connection records
//	                pdf         the bill as a letter
//	crm/retention   3.9 Retention & Loyalty: priority, consent, satisfaction; below it
//	                relationship  3.9.1 how a relationship begins, pauses and ends
//	                insight       3.9.2 what a customer brings, uses and needs; models published, scores stored
//	                risk          3.9.3 who gets credit, how much, and why
//	                rule          decision tables that are checked and explain themselves
//	                cel           expressions in CEL for their rows
//	                scorecard     points, and the odds they stand for
//	                model         3.9.4 logistic models as values: scored, explained, validated
//	                fit           the fitting of models
//	                value         what a customer is worth
//	crm/customer    customer information, which they all need
//	crm             all of them wired together; crm/simulator plays the outside parties
//
// The folders named crashtest have tests only: processes that are killed again and again.
//
// Start with the README and with go run ./examples/bmwextranet.
package etomcrm
