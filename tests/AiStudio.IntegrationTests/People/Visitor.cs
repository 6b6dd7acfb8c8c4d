using System.Net;
using System.Text.RegularExpressions;

namespace AiStudio.IntegrationTests.People;

/// <summary>A browser without scripts: keeps cookies, fills forms in, follows nothing by itself.</summary>
internal sealed partial class Visitor(HttpClient http)
{
    public HttpClient Http => http;

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.TextAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Opens the page and sends its form of that name, or the one that posts to that path.</summary>
    public async Task<Answer> SubmitAsync(string page, string form, params (string Name, string Value)[] fields)
    {
        var (_, body) = await GetAsync(page);
        return await PostAsync(form.StartsWith('/') ? form : page, body, form.StartsWith('/') ? null : form, fields);
    }

    /// <summary>Sends a form with the token of a page that was read before.</summary>
    public async Task<Answer> PostAsync(string path, string page, string? handler, params (string Name, string Value)[] fields)
    {
        var values = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).ToList();
        values.Add(new("__RequestVerificationToken", TokenOf(page)));
        if (handler is not null)
        {
            values.Add(new("_handler", handler));
        }

        using var content = new FormUrlEncodedContent(values);
        using var response = await http.PostAsync(path, content, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, WebUtility.HtmlDecode(body), response.Headers.Location?.ToString());
    }

    public static string TokenOf(string page) => WebUtility.HtmlDecode(TokenField().Match(page).Groups[1].Value);

    public Task<Answer> TrySignInAsync(string email, string password, string page = "/sign-in") =>
        SubmitAsync(page, "sign-in", ("email", email), ("password", password));

    public async Task SignInAsync(string email, string password)
    {
        var answer = await TrySignInAsync(email, password);
        Assert.Equal(HttpStatusCode.Found, answer.Status);
    }

    public async Task<bool> IsSignedInAsync() => (await GetAsync("/account")).Body.Contains("Sign out everywhere", StringComparison.Ordinal);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenField();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*>")]
    private static partial Regex WholeTokenField();

    internal sealed record Answer(HttpStatusCode Status, string Body, string? Location)
    {
        /// <summary>Without what differs from one request to the next.</summary>
        public string Text => Regex.Replace(WholeTokenField().Replace(Body, ""), "(value|nonce)=\"[^\"]*\"|<!--.*?-->|\\s", "", RegexOptions.Singleline);
    }
}
