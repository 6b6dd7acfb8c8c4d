using System.Text;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Evals;

/// <summary>The cases of suites, one by one and as files. Admins and owners.</summary>
internal static class CaseApi
{
    private const string Address = "/api/evals/cases";
    private const int ProblemsTold = 5;

    public static void MapCaseApi(this IEndpointRouteBuilder routes)
    {
        var suite = routes.MapResource("/api/evals/suites/{id:guid}", ApiKeyScope.Evals, Role.Admin).WithTags("Evaluations");
        suite.MapGet("/cases", ListAsync).AnswersPage<CaseEntry>("List the cases of a suite", EvalExamples.CaseEntry);
        suite.MapPost("/cases", CreateAsync).Answers<CaseAnswer>(StatusCodes.Status201Created, "Add a case to a suite", EvalExamples.Case, EvalExamples.NewCase);
        suite.MapPost("/import", ImportAsync).Answers<ImportReport>("Import cases", EvalExamples.Imported, EvalExamples.File);
        suite.MapGet("/export", ExportAsync).Answers<CaseText>("Export the cases of a suite", EvalExamples.File);
        var cases = routes.MapResource(Address, ApiKeyScope.Evals, Role.Admin).WithTags("Evaluations");
        cases.MapGet("/{id:guid}", GetAsync).Answers<CaseAnswer>("Get a case", EvalExamples.Case);
        cases.MapPut("/{id:guid}", ReplaceAsync).RequireIfMatch().Answers<CaseAnswer>("Change a case", EvalExamples.Case, EvalExamples.NewCase);
        cases.MapDelete("/{id:guid}", ArchiveAsync).RequireIfMatch().AnswersNothing("Take a case out of its suite");
    }

    private static async Task<IResult> ListAsync(
        Guid id, [AsParameters] PageQuery page, HttpContext context, SuiteLibrary suites, CancellationToken cancellationToken, string? search = null, string? tag = null)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        var rows = await suites.CasesAsync(context.ApiCaller(), id, new CaseQuery(search, tag), page.AfterId, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => row.Id.ToString()) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> CreateAsync(Guid id, Body<CaseBody> body, HttpContext context, CaseDesk desk, SuiteLibrary suites, RowVersions versions, CancellationToken cancellationToken)
    {
        var created = await desk.CreateAsync(context.ApiCaller(), id, body.Value.ToDraft(), CaseSource.Written, cancellationToken);
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{created.Value}";
        return await AnswerAsync(created.Value, context, suites, versions, StatusCodes.Status201Created, cancellationToken);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, SuiteLibrary suites, RowVersions versions, CancellationToken cancellationToken) =>
        AnswerAsync(id, context, suites, versions, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> ReplaceAsync(Guid id, Body<CaseBody> body, HttpContext context, CaseDesk desk, SuiteLibrary suites, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await desk.ChangeAsync(context.ApiCaller(), id, body.Value.ToDraft(), IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, suites, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    private static async Task<IResult> ArchiveAsync(Guid id, HttpContext context, CaseDesk desk, CancellationToken cancellationToken) =>
        (await desk.ArchiveAsync(context.ApiCaller(), id, IfMatch.VersionOf(context), cancellationToken)).ToNoContent(context);

    /// <summary>JSON Lines or CSV, all or nothing. What the suite has already is left out.</summary>
    private static async Task<IResult> ImportAsync(Guid id, Body<CaseText> body, HttpContext context, CaseExchange exchange, CancellationToken cancellationToken)
    {
        var report = await exchange.ImportAsync(context.ApiCaller(), id, Encoding.UTF8.GetBytes(body.Value.Text ?? ""), cancellationToken);
        if (report.Succeeded && report.Value.Problems is { Count: > 0 } problems)
        {
            var told = string.Join(' ', problems.Take(ProblemsTold).Select(problem => $"Line {problem.Line}: {problem.Message}"));
            return Error.Invalid("cases_refused", $"Nothing was imported. {told}{(problems.Count > ProblemsTold ? $" And {problems.Count - ProblemsTold} more." : "")}").ToProblem(context);
        }

        return report.ToOk(context);
    }

    /// <summary>JSON Lines, as the import takes them.</summary>
    private static async Task<IResult> ExportAsync(Guid id, HttpContext context, CaseExchange exchange, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var written = await exchange.ExportAsync(context.ApiCaller(), id, output, cancellationToken);
        return written.Succeeded ? TypedResults.Json(new CaseText(Encoding.UTF8.GetString(output.ToArray()))) : written.Error.ToProblem(context);
    }

    private static Task<IResult> AnswerAsync(Guid id, HttpContext context, SuiteLibrary suites, RowVersions versions, int status, CancellationToken cancellationToken) =>
        context.VersionedAsync<EvalCase, CaseAnswer>(versions, id, async caller =>
        {
            var found = await suites.CaseAsync(caller, id, cancellationToken);
            return found.Succeeded ? CaseAnswer.Of(found.Value) : found.Error;
        }, status);

    /// <summary>Cases as a file's text.</summary>
    /// <param name="Text">JSON Lines, or CSV with a head.</param>
    internal sealed record CaseText(string? Text);

    /// <summary>A case as it is to be.</summary>
    /// <param name="Name">For people.</param>
    /// <param name="Messages">The conversation, the last message a user's.</param>
    /// <param name="Checks">What the answer must pass, at least one.</param>
    /// <param name="Variables">Values for the prompt's variables.</param>
    /// <param name="Recordings">What tools answer.</param>
    /// <param name="Tags">For failures by tag.</param>
    internal sealed record CaseBody(
        string? Name, IReadOnlyList<CaseMessage?>? Messages, IReadOnlyList<Check?>? Checks, IReadOnlyDictionary<string, string?>? Variables, IReadOnlyList<Recording?>? Recordings, IReadOnlyList<string?>? Tags)
    {
        public CaseDraft ToDraft() => new(Name ?? "", new CaseContent(Whole(Messages), Whole(Checks))
        {
            Variables = Variables?.ToDictionary(value => value.Key, value => value.Value ?? "") ?? [],
            Recordings = Whole(Recordings),
        }) { Tags = Whole(Tags) };

        private static List<T> Whole<T>(IReadOnlyList<T?>? list)
            where T : class => [.. list?.OfType<T>() ?? []];
    }

    /// <summary>A case.</summary>
    internal sealed record CaseAnswer(
        Guid Id, Guid SuiteId, string Name, IReadOnlyList<CaseMessage> Messages, IReadOnlyList<Check> Checks, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<Recording> Recordings,
        IReadOnlyList<string> Tags, CaseSource Source, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
    {
        public static CaseAnswer Of(CaseDetail found) => new(
            found.Id, found.SuiteId, found.Draft.Name, found.Draft.Content.Messages, found.Draft.Content.Checks, found.Draft.Content.Variables, found.Draft.Content.Recordings, found.Draft.Tags,
            found.Source, found.CreatedAt, found.ChangedAt);
    }
}
