using System.Text;
using System.Text.Json;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.People.Privacy;

/// <summary>Everything a person owns in an organization, as one JSON object. It is read in their own name and written row by row: chats can be many.</summary>
internal sealed class PersonExport(StudioDatabase database)
{
    private static readonly byte[] s_comma = ",\n"u8.ToArray();

    /// <param name="person">Whose.</param>
    /// <param name="privateToo">Whether with what only they read. What is left out is named in the file.</param>
    /// <param name="output">Written as it is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WriteAsync(TenantScope person, bool privateToo, Stream output, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(person, cancellationToken);
        var sections = PersonData.Sections(db).ToLookup(section => privateToo || !section.Private);
        await WriteAsync(output, $"{{\n\"left_out\": {JsonSerializer.Serialize(sections[false].Select(section => section.Name))}", cancellationToken);
        foreach (var section in sections[true])
        {
            await WriteAsync(output, $",\n{JsonSerializer.Serialize(section.Name)}: [\n", cancellationToken);
            var any = false;
            await foreach (var row in section.Rows.WithCancellation(cancellationToken))
            {
                if (any)
                    await output.WriteAsync(s_comma, cancellationToken);
                await WriteAsync(output, row, cancellationToken);
                any = true;
            }

            await WriteAsync(output, "]", cancellationToken);
        }

        await WriteAsync(output, "}\n", cancellationToken);
    }

    private static ValueTask WriteAsync(Stream output, string text, CancellationToken cancellationToken) => output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
