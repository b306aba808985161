package outreach

import (
	"errors"

	"zhulian/models"
)

// inField gives the faults of an expression the name of the field that it stands in.
func inField(err error, field string) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		f.Field = field
		out.Fields = append(out.Fields, f)
	}
	return &out
}
