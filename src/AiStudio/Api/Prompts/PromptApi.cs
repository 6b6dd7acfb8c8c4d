using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Prompts;

/// <summary>Prompts and their versions. Admins and owners.</summary>
internal static class PromptApi
{
    private const string Address = "/api/prompts";

    public static void MapPromptApi(this IEndpointRouteBuilder routes)
    {
        var prompts = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Prompts");
        prompts.MapGet("", ListAsync).AnswersPage<PromptEntry>("List prompts", PromptExamples.Entry);
        prompts.MapPost("", CreateAsync).Answers<SavedVersion>(StatusCodes.Status201Created, "Create a prompt", PromptExamples.Saved, PromptExamples.NewPrompt);
        prompts.MapGet("/{slug}", GetAsync).Answers<PromptDetail>("Get a prompt", PromptExamples.Prompt);
        prompts.MapGet("/{slug}/versions", VersionsAsync).AnswersPage<VersionEntry>("List the versions of a prompt", PromptExamples.VersionEntry);
        prompts.MapPost("/{slug}/versions", SaveAsync)
            .Answers<SavedVersion>(StatusCodes.Status201Created, "Save a new version of a prompt", PromptExamples.Saved, PromptExamples.NewVersion);
        prompts.MapGet("/{slug}/versions/{version}", VersionAsync).Answers<VersionView>("Get a version of a prompt", PromptExamples.Version);
        prompts.MapPromptLabels();
        prompts.MapPromptFiles();
    }

    /// <summary>By slug.</summary>
    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, PromptLibrary library, CancellationToken cancellationToken)
    {
        if (page.Problem is { } problem)
            return problem.ToProblem(context);
        var prompts = await library.ListAsync(context.ApiCaller(), cancellationToken);
        return prompts.OrderBy(prompt => prompt.Slug, StringComparer.Ordinal).Where(prompt => page.After is null || string.CompareOrdinal(prompt.Slug, page.After) > 0)
            .Take(page.Rows + 1).ToList().ToPage(context, page, prompt => prompt.Slug);
    }

    private static async Task<IResult> GetAsync(string slug, HttpContext context, PromptLibrary library, CancellationToken cancellationToken) =>
        (await library.OpenAsync(context.ApiCaller(), slug, cancellationToken)).ToOk(context);

    private static async Task<IResult> VersionsAsync(string slug, [AsParameters] PageQuery page, HttpContext context, PromptLibrary library, CancellationToken cancellationToken)
    {
        var found = await library.OpenAsync(context.ApiCaller(), slug, cancellationToken);
        return found.Succeeded ? found.Value.Versions.ToPage(context, page, version => version.Id) : found.Error.ToProblem(context);
    }

    private static async Task<IResult> VersionAsync(string slug, string version, HttpContext context, PromptLibrary library, CancellationToken cancellationToken)
    {
        var caller = context.ApiCaller();
        var found = await library.OpenAsync(caller, slug, cancellationToken);
        if (!found.Succeeded)
            return found.Error.ToProblem(context);
        return found.Value.Numbered(version) is { } entry
            ? (await library.ReadAsync(caller, entry.Id, cancellationToken)).ToOk(context)
            : PromptLibrary.NoVersion.ToProblem(context);
    }

    /// <summary>With its first version, 1.0.0, which no label stands at.</summary>
    private static async Task<IResult> CreateAsync(Body<NewPrompt> body, HttpContext context, PromptDesk desk, CancellationToken cancellationToken)
    {
        var created = await desk.CreateAsync(context.ApiCaller(), body.Value.Name ?? "", body.Value.Content, cancellationToken);
        return created.Succeeded ? context.Created($"{Address}/{created.Value.Slug}", created.Value) : created.Error.ToProblem(context);
    }

    private static async Task<IResult> SaveAsync(string slug, Body<NewPromptVersion> body, HttpContext context, PromptDesk desk, CancellationToken cancellationToken)
    {
        var draft = new PromptDraft(body.Value.Content, body.Value.Note ?? "", body.Value.Change) { Tags = [.. (body.Value.Tags ?? []).OfType<string>()] };
        var saved = await desk.SaveAsync(context.ApiCaller(), slug, draft, cancellationToken);
        return saved.Succeeded ? context.Created($"{Address}/{slug}/versions/{saved.Value.Version}", saved.Value) : saved.Error.ToProblem(context);
    }
}
