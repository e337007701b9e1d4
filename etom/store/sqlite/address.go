package sqlite

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// address is what the driver opens: the path as a URI, so that every character of it is taken as it is.
func address(path string, settings ...string) string {
	query := "?" + strings.Join(settings, "&")
	if path == Memory {
		return path + query
	}
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:///C:/crm.db
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + query
}

func pragma(name string, value any) string { return fmt.Sprintf("_pragma=%s(%v)", name, value) }
