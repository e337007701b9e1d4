// Package sla is Customer QoS/SLA Management (3.7): it holds what was delivered against what was agreed.
package sla
