package main

import (
	"embed"
	"os"
	"path/filepath"

	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/yaml"
)

//go:embed agreement.yaml record.yaml
var bmw embed.FS

func readAgreement(file string) (sla.Agreement, error) {
	text, err := read(file, "agreement.yaml")
	if err != nil {
		return sla.Agreement{}, err
	}
	if filepath.Ext(file) == ".json" {
		return sla.ReadAgreement(text)
	}
	return yaml.ReadAgreement(text)
}

func readRecord(file string) (sla.Record, error) {
	text, err := read(file, "record.yaml")
	if err != nil {
		return sla.Record{}, err
	}
	switch filepath.Ext(file) {
	case ".json":
		return sla.ReadRecord(text)
	case ".csv":
		outages, err := sla.ReadOutages(text)
		return sla.Record{Outages: outages}, err
	}
	return yaml.ReadRecord(text)
}

// read reads a file, or the one of the BMW extranet.
func read(file, ours string) ([]byte, error) {
	if file == "" {
		return bmw.ReadFile(ours)
	}
	return os.ReadFile(file)
}
