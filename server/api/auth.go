package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/accounts"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) authRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/auth/login", Handler: a.login, Public: true, Owing: true, Secret: true, Tag: "auth",
			Summary: "Log in; an account with a second factor shows its code in otp, and without it is answered 401 second_factor_required", In: loginBody{}, Out: tokensBody{},
		},
		{
			Method: http.MethodPost, Path: "/auth/refresh", Handler: a.refresh, Public: true, Owing: true, Secret: true, Tag: "auth",
			Summary: "Exchange a refresh token for new tokens; an old one shown again ends the session", In: refreshBody{}, Out: tokensBody{},
		},
		{
			Method: http.MethodPost, Path: "/auth/logout", Handler: a.logout, Owing: true, Secret: true, Tag: "auth",
			Summary: "End the session: all its tokens are refused from now on", Status: http.StatusNoContent,
		},
		{
			Method: http.MethodPost, Path: "/me/password", Handler: a.changePassword, Owing: true, Secret: true, Tag: "auth", In: accounts.PasswordChange{}, Out: tokensBody{},
			Summary: "Change the own password; ends the account's other sessions, and answers new tokens of the present one, whose older ones are worth nothing",
		},
		{Method: http.MethodGet, Path: "/me", Handler: a.me, Owing: true, Tag: "auth", Summary: "Who is logged in", Out: userBody{}},
	}
}

type loginBody struct {
	Username string `json:"username" validate:"required,text=64" required:"true"`
	Password string `json:"password" validate:"required,max=200" required:"true"`
	OTP      string `json:"otp" validate:"omitempty,max=64" description:"six digits of the app, or a recovery code"`
	Device   string `json:"device_token" validate:"omitempty,max=600" description:"what the last login from here answered: with it, wrong passwords of others do not keep this program out"`
}

type refreshBody struct {
	RefreshToken string `json:"refresh_token" validate:"required,max=300" required:"true"`
}

type tokensBody struct {
	AccessToken  string   `json:"access_token"`
	RefreshToken string   `json:"refresh_token"`
	DeviceToken  string   `json:"device_token,omitempty" description:"of a login: keep it, and show it at the next login from here; it proves nothing by itself"`
	TokenType    string   `json:"token_type"`
	ExpiresIn    int      `json:"expires_in" description:"seconds until the access token expires"`
	User         userBody `json:"user"`
}

type userBody struct {
	ID          string   `json:"id"`
	Username    string   `json:"username"`
	DisplayName string   `json:"display_name"`
	Role        string   `json:"role"`
	CountyCode  string   `json:"county_code"`
	Regions     []string `json:"regions"`
	SupplierID  *string  `json:"supplier_id"`
}

func userOf(a models.Account) userBody {
	if a.Regions == nil {
		a.Regions = []string{}
	}
	return userBody{
		ID: a.ID, Username: a.Username, DisplayName: a.DisplayName, Role: string(a.Role), CountyCode: a.CountyCode,
		Regions: a.Regions, SupplierID: a.SupplierID,
	}
}

func tokensOf(t *accounts.Tokens) tokensBody {
	return tokensBody{
		AccessToken: t.Access, RefreshToken: t.Refresh, DeviceToken: t.Device, TokenType: "Bearer", ExpiresIn: int(t.ExpiresIn.Seconds()),
		User: userOf(t.Account),
	}
}

// checked binds a body and checks its fields.
func checked[T any](a *API, c *gin.Context) (T, error) {
	in, err := bind[T](c)
	if err != nil {
		return in, err
	}
	return in, models.Check(in, models.DateOf(a.Clock.Now()))
}

func (a *API) login(c *gin.Context) error {
	in, err := checked[loginBody](a, c)
	if err != nil {
		return err
	}
	t, err := a.Accounts.Login(c.Request.Context(), accounts.Login{
		Username: in.Username, Password: in.Password, OTP: in.OTP, Device: in.Device, Address: c.ClientIP(), Kind: models.SessionProgram,
	})
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, tokensOf(t))
}

func (a *API) refresh(c *gin.Context) error {
	in, err := checked[refreshBody](a, c)
	if err != nil {
		return err
	}
	t, err := a.Accounts.Refresh(c.Request.Context(), in.RefreshToken)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, tokensOf(t))
}

func (a *API) changePassword(c *gin.Context) error {
	in, err := bind[accounts.PasswordChange](c)
	if err != nil {
		return err
	}
	t, err := a.Accounts.ChangePassword(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, tokensOf(t))
}

func (a *API) logout(c *gin.Context) error {
	if err := a.Accounts.Logout(c.Request.Context(), actor(c)); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

func (a *API) me(c *gin.Context) error {
	account, err := a.Accounts.Me(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, userOf(*account))
}
