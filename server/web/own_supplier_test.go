package web_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/pagetest"
	"zhulian/locales"
)

func TestASupplierStaysUnnamedBeforeBeneficiariesWhereItAsks(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		g := s.Supplier()
		b := s.As(g.Admin)
		form := b.Get("/supplier/edit")
		assert.False(t, form.Has(`[name="hide_name"][checked]`))
		done := form.Submit(`form[action^="/supplier?"]`, "hide_name", "true")
		assert.Equal(t, "/supplier", done.Address)
		again := b.In(locales.English).Get("/supplier/edit")
		assert.True(t, again.Has(`[name="hide_name"][checked]`), "it is kept")
		again.Submit(`form[action^="/supplier?"]`, "hide_name", "")
		assert.False(t, b.Get("/supplier/edit").Has(`[name="hide_name"][checked]`))
	})
}
