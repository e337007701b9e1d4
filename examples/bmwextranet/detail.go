package main

import "github.com/etomcrm/etomcrm/etom/event"

func detail(event.Event, string) string { return "" }
