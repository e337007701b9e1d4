package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/yaml"
)

//go:embed agreement.yaml record.yaml
var bmw embed.FS

func readAgreement(file string) (sla.Agreement, error) {
	text, err := read("-agreement", file, "agreement.yaml")
	if err != nil {
		return sla.Agreement{}, err
	}
	if ending(file) == ".json" {
		return sla.ReadAgreement(text)
	}
	return yaml.ReadAgreement(text)
}

func readRecord(file string) (sla.Record, error) {
	text, err := read("-record", file, "record.yaml")
	if err != nil {
		return sla.Record{}, err
	}
	switch ending(file) {
	case ".json":
		return sla.ReadRecord(text)
	case ".csv":
		outages, err := sla.ReadOutages(text)
		return sla.Record{Outages: outages}, err
	}
	return yaml.ReadRecord(text)
}

func ending(file string) string { return strings.ToLower(filepath.Ext(file)) }

// read reads the file that a flag names, or the one of the BMW extranet.
func read(flag, file, ours string) ([]byte, error) {
	if file == "" {
		return bmw.ReadFile(ours)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; without %s it is examples/slareport/%s, which can be copied and changed", flag, err, flag, ours)
	}
	return text, nil
}
